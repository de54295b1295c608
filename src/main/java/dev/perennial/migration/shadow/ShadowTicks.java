package dev.perennial.migration.shadow;

import java.time.Clock;

import org.springframework.scheduling.annotation.Scheduled;
import org.springframework.stereotype.Component;

import dev.perennial.platform.job.Ticks;

/** Wakes shadow runs. Replicas may wake at once: a run that one of them moves on is left alone by the others. */
@Component
class ShadowTicks {
    private final Ticks ticks;
    private final ShadowStore store;
    private final ShadowWork work;
    private final Clock clock;

    ShadowTicks(Ticks ticks, ShadowStore store, ShadowWork work, Clock clock) {
        this.ticks = ticks;
        this.store = store;
        this.work = work;
        this.clock = clock;
    }

    @Scheduled(fixedDelayString = "${perennial.imports.tick:3s}", initialDelayString = "${perennial.imports.tick:3s}")
    void compare() {
        ticks.run(
                "shadow-runs",
                () -> ticks.forEach("shadow-run", store.tenantsWithWork(), () -> work.workUpTo(clock.instant())));
    }
}
