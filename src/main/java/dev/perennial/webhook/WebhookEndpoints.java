package dev.perennial.webhook;

import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.function.UnaryOperator;

import org.springframework.beans.factory.annotation.Qualifier;
import org.springframework.context.ApplicationEventPublisher;
import org.springframework.stereotype.Service;
import org.springframework.transaction.annotation.Transactional;

import dev.perennial.journal.PublicEventTypes;
import dev.perennial.platform.outbound.OutboundGuard;
import dev.perennial.platform.persistence.Changes;
import dev.perennial.platform.web.Page;
import dev.perennial.platform.web.PageQuery;
import dev.perennial.shared.error.DomainException;
import dev.perennial.shared.error.FieldError;
import dev.perennial.webhook.domain.DisabledReason;

/** Where the tenant wants its events sent. */
@Service
public class WebhookEndpoints {
    private static final int ENDPOINTS_MAX = 50;
    private static final int PAYLOAD_VERSION = 1;
    private final EndpointStore store;
    private final EndpointSecrets secrets;
    private final OutboundGuard guard;
    private final Lanes lanes;
    private final Changes changes;
    private final ApplicationEventPublisher events;
    private final Clock clock;

    WebhookEndpoints(
            EndpointStore store,
            EndpointSecrets secrets,
            @Qualifier("webhookGuard") OutboundGuard guard,
            Lanes lanes,
            Changes changes,
            ApplicationEventPublisher events,
            Clock clock) {
        this.store = store;
        this.secrets = secrets;
        this.guard = guard;
        this.lanes = lanes;
        this.changes = changes;
        this.events = events;
        this.clock = clock;
    }

    /** An endpoint with a secret that is shown this once. */
    public record WithSecret(EndpointSnapshot endpoint, String secret) {}

    /**
     * Makes an endpoint; with an id that exists already it gives that one a new secret, since nobody has seen the first.
     * Fails with what {@link dev.perennial.platform.outbound.OutboundUrl} refuses, {@code unknown_event_type}, {@code
     * too_many_endpoints}, {@code encryption_key_missing}.
     */
    @Transactional
    public WithSecret create(UUID id, EndpointDetails details) {
        if (store.find(id).isPresent()) {
            return rotateSecret(id, 0);
        }
        check(details);
        if (store.count() >= ENDPOINTS_MAX) {
            throw DomainException.conflict(
                    "too_many_endpoints", "A tenant has at most " + ENDPOINTS_MAX + " webhook endpoints.");
        }
        var now = clock.instant();
        var endpoint = new EndpointSnapshot(
                id,
                details.url(),
                details.events(),
                details.description(),
                details.enabledOrDefault(),
                details.enabledOrDefault() ? null : DisabledReason.ON_REQUEST,
                PAYLOAD_VERSION,
                null,
                null,
                now,
                now);
        var secret = secrets.generate();
        store.insert(endpoint, secrets.seal(id, secret));
        publish(WebhookEvent.Kind.CREATED, endpoint, Map.of());
        return new WithSecret(endpoint, secret.text());
    }

    /** Fails with {@code webhook_endpoint_not_found}. */
    @Transactional(readOnly = true)
    public EndpointSnapshot get(UUID id) {
        return store.find(id).orElseThrow(() -> notFound(id));
    }

    /** Newest first. */
    @Transactional(readOnly = true)
    public Page<EndpointSnapshot> list(PageQuery page) {
        return Page.of(store.list(page.before(), page.size() + 1), page.size(), EndpointSnapshot::id);
    }

    /**
     * Replaces what the owner decides by what {@code change} makes of it; nobody else changes it meanwhile. Disabling
     * turns what waits into dead letters; enabling begins with the events from now on. Fails with {@code
     * webhook_endpoint_not_found} and as {@link #create}.
     */
    @Transactional
    public EndpointSnapshot update(UUID id, UnaryOperator<EndpointDetails> change) {
        var before = findForUpdate(id);
        var details = change.apply(before.details());
        check(details);
        var after = before.changed(details, clock.instant());
        boolean switchedOn = after.enabled() && !before.enabled();
        store.update(after, switchedOn || !before.events().equals(after.events()));
        if (switchedOn || !before.url().equals(after.url())) {
            store.resetLane(id);
        }
        publish(WebhookEvent.Kind.UPDATED, after, changes.between(before, after));
        lanes.wakeAfterCommit(List.of(id));
        return after;
    }

    /** Deletes an endpoint and its secrets; what waits for it becomes dead letters. Fails with {@code webhook_endpoint_not_found}. */
    @Transactional
    public EndpointSnapshot delete(UUID id) {
        var endpoint = findForUpdate(id);
        store.delete(id);
        publish(WebhookEvent.Kind.DELETED, endpoint, Map.of());
        lanes.wakeAfterCommit(List.of(id));
        return endpoint;
    }

    /**
     * Gives an endpoint a new secret. The one so far signs as well for the hours given, so that receivers can change over.
     * Fails with {@code webhook_endpoint_not_found}.
     */
    @Transactional
    public WithSecret rotateSecret(UUID id, int overlapHours) {
        var before = findForUpdate(id);
        var secret = secrets.generate();
        store.rotate(id, secrets.seal(id, secret), overlapHours);
        var after = get(id);
        publish(WebhookEvent.Kind.SECRET_ROTATED, after, changes.between(before, after));
        return new WithSecret(after, secret.text());
    }

    private EndpointSnapshot findForUpdate(UUID id) {
        return store.findForUpdate(id).orElseThrow(() -> notFound(id));
    }

    private void check(EndpointDetails details) {
        guard.require("url", details.url());
        secrets.requireProtection();
        var unknown = new ArrayList<FieldError>();
        for (int i = 0; i < details.events().size(); i++) {
            var filter = details.events().get(i);
            if (PublicEventTypes.matching(filter).isEmpty()) {
                unknown.add(new FieldError(
                        "events[" + i + "]",
                        "unknown_event_type",
                        "must be an event type, all types of an object such as invoice.*, or *"));
            }
        }
        if (!unknown.isEmpty()) {
            throw DomainException.invalid(unknown);
        }
    }

    private void publish(WebhookEvent.Kind kind, EndpointSnapshot endpoint, Map<String, Object> previous) {
        events.publishEvent(new WebhookEvent(kind, endpoint, previous, clock.instant()));
    }

    static DomainException notFound(UUID id) {
        return DomainException.notFound("webhook_endpoint", id);
    }
}
