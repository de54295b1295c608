package dev.perennial.platform.security;

import org.springframework.scheduling.annotation.Scheduled;
import org.springframework.stereotype.Component;

import dev.perennial.platform.job.Ticks;

/** Removes sessions that have expired. They open nothing any more; this keeps the table small. */
@Component
class PageSessionCleanUp {
    private final Ticks ticks;
    private final PageSessionStore sessions;

    PageSessionCleanUp(Ticks ticks, PageSessionStore sessions) {
        this.ticks = ticks;
        this.sessions = sessions;
    }

    @Scheduled(fixedDelayString = "${perennial.pages.clean-up-tick:1h}", initialDelayString = "10m")
    void cleanUp() {
        ticks.run(
                "page-sessions",
                () -> ticks.forEach("page-sessions", sessions.tenantsWithExpired(), sessions::deleteExpired));
    }
}
