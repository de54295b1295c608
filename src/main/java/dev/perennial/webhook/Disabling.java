package dev.perennial.webhook;

import java.time.Clock;
import java.util.UUID;

import org.springframework.context.ApplicationEventPublisher;
import org.springframework.stereotype.Component;
import org.springframework.transaction.annotation.Propagation;
import org.springframework.transaction.annotation.Transactional;

import dev.perennial.platform.persistence.Changes;
import dev.perennial.webhook.domain.DisabledReason;

/**
 * Gives up an endpoint that cannot be served, and says so by a public event, which the tenant's other endpoints get.
 */
@Component
class Disabling {
    private final EndpointStore store;
    private final Changes changes;
    private final ApplicationEventPublisher events;
    private final Clock clock;

    Disabling(EndpointStore store, Changes changes, ApplicationEventPublisher events, Clock clock) {
        this.store = store;
        this.changes = changes;
        this.events = events;
        this.clock = clock;
    }

    /** Does nothing to an endpoint that is disabled already. */
    @Transactional(propagation = Propagation.MANDATORY)
    void giveUp(UUID endpointId, DisabledReason reason) {
        store.findForUpdate(endpointId).filter(EndpointSnapshot::enabled).ifPresent(before -> {
            var after = before.disabled(reason, clock.instant());
            store.update(after, false);
            events.publishEvent(new WebhookEvent(
                    WebhookEvent.Kind.DISABLED, after, changes.between(before, after), clock.instant()));
        });
    }
}
