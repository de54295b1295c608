package dev.perennial.migration;

import java.time.Clock;

import org.springframework.scheduling.annotation.Scheduled;
import org.springframework.stereotype.Component;

import dev.perennial.platform.job.Ticks;

/**
 * Wakes imports. Replicas may wake at once: a chunk that one of them is at keeps the others away from the imports of
 * its tenant.
 */
@Component
class ImportTicks {
    private final Ticks ticks;
    private final ImportStore store;
    private final ImportRun run;
    private final Clock clock;

    ImportTicks(Ticks ticks, ImportStore store, ImportRun run, Clock clock) {
        this.ticks = ticks;
        this.store = store;
        this.run = run;
        this.clock = clock;
    }

    @Scheduled(fixedDelayString = "${perennial.imports.tick:3s}", initialDelayString = "${perennial.imports.tick:3s}")
    void work() {
        ticks.run(
                "imports", () -> ticks.forEach("import", store.tenantsWithWork(), () -> run.workUpTo(clock.instant())));
    }
}
