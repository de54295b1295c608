package dev.perennial.dunning;

import java.time.Clock;

import org.springframework.scheduling.annotation.Scheduled;
import org.springframework.stereotype.Component;

import dev.perennial.platform.job.Ticks;

/** Wakes dunning. Ticks of many replicas may fire at once: whoever comes second to a case finds nothing due. */
@Component
class DunningTicks {
    private final Ticks ticks;
    private final DueCases due;
    private final DunningRun run;
    private final Clock clock;

    DunningTicks(Ticks ticks, DueCases due, DunningRun run, Clock clock) {
        this.ticks = ticks;
        this.due = due;
        this.run = run;
        this.clock = clock;
    }

    @Scheduled(fixedDelayString = "${perennial.dunning.tick:15s}", initialDelayString = "${perennial.dunning.tick:15s}")
    void takeSteps() {
        ticks.run(
                "dunning", () -> ticks.forEach("dunning", due.tenantsWithWork(), () -> run.workUpTo(clock.instant())));
    }
}
