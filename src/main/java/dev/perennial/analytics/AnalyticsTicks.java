package dev.perennial.analytics;

import org.springframework.scheduling.annotation.Scheduled;
import org.springframework.stereotype.Component;

import dev.perennial.platform.job.Ticks;

/** Wakes what adds figures up. */
@Component
class AnalyticsTicks {
    private final Ticks ticks;
    private final FigureFold fold;

    AnalyticsTicks(Ticks ticks, FigureFold fold) {
        this.ticks = ticks;
        this.fold = fold;
    }

    @Scheduled(
            fixedDelayString = "${perennial.analytics.tick:10s}",
            initialDelayString = "${perennial.analytics.tick:10s}")
    void addUp() {
        ticks.run("analytics", () -> ticks.forEach("analytics", fold.tenantsWithWork(), this::foldAll));
    }

    private void foldAll() {
        boolean more = true;
        while (more) {
            more = fold.fold();
        }
    }
}
