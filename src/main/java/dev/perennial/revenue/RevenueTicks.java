package dev.perennial.revenue;

import org.springframework.scheduling.annotation.Scheduled;
import org.springframework.stereotype.Component;

import dev.perennial.platform.job.Ticks;

/** Wakes the bookkeeper. */
@Component
class RevenueTicks {
    private final Ticks ticks;
    private final TaskStore tasks;
    private final Bookkeeper bookkeeper;

    RevenueTicks(Ticks ticks, TaskStore tasks, Bookkeeper bookkeeper) {
        this.ticks = ticks;
        this.tasks = tasks;
        this.bookkeeper = bookkeeper;
    }

    @Scheduled(fixedDelayString = "${perennial.revenue.tick:10s}", initialDelayString = "${perennial.revenue.tick:10s}")
    void write() {
        ticks.run("revenue", () -> ticks.forEach("revenue", tasks.tenantsWithWork(), this::writeAll));
    }

    private void writeAll() {
        boolean more = true;
        while (more) {
            more = bookkeeper.write();
        }
    }
}
