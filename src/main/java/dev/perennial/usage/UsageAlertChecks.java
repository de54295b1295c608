package dev.perennial.usage;

import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

import jakarta.annotation.PreDestroy;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.context.ApplicationEventPublisher;
import org.springframework.scheduling.annotation.Scheduled;
import org.springframework.stereotype.Component;
import org.springframework.transaction.event.TransactionalEventListener;

import dev.perennial.platform.job.Ticks;
import dev.perennial.platform.tenancy.CurrentTenant;
import dev.perennial.platform.tenancy.TenantScope;

/**
 * Looks at alerts and spend limits right after reports are committed, without making their senders wait. What a crash
 * leaves undone is in the database, and a tick finds it.
 */
@Component
class UsageAlertChecks {
    private static final Logger log = LoggerFactory.getLogger(UsageAlertChecks.class);
    private final UsageAlerts alerts;
    private final UsageAlertStore store;
    private final ApplicationEventPublisher events;
    private final Ticks ticks;
    private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();

    UsageAlertChecks(UsageAlerts alerts, UsageAlertStore store, ApplicationEventPublisher events, Ticks ticks) {
        this.alerts = alerts;
        this.store = store;
        this.events = events;
        this.ticks = ticks;
    }

    /** Reports were taken of subscriptions that have alerts or limits. */
    record Reported(TenantScope scope) {}

    /** Belongs into the transaction of the reports. Most are of subscriptions that nobody watches, and not among these. */
    void afterReportsOf(Set<UUID> watchedSubscriptionIds) {
        if (!watchedSubscriptionIds.isEmpty()) {
            store.askFor(watchedSubscriptionIds);
            events.publishEvent(new Reported(CurrentTenant.scope()));
        }
    }

    @TransactionalEventListener
    void onReported(Reported reported) {
        threads.execute(() -> {
            try {
                CurrentTenant.runAs(reported.scope(), this::checkAll);
            } catch (RuntimeException e) {
                log.warn("Usage alerts could not be checked; the next tick does it", e);
            }
        });
    }

    @Scheduled(fixedDelayString = "${perennial.usage.alerts-tick:5s}")
    void check() {
        ticks.run("usage-alerts", () -> ticks.forEach("usage-alerts", store.tenantsWithWork(), this::checkAll));
    }

    private void checkAll() {
        boolean more = true;
        while (more) {
            more = alerts.check();
        }
    }

    @PreDestroy
    void close() {
        threads.close();
    }
}
