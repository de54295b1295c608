package dev.perennial.webhook;

import java.time.Clock;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.UUID;

import org.jspecify.annotations.Nullable;
import org.springframework.context.ApplicationEventPublisher;
import org.springframework.stereotype.Service;
import org.springframework.transaction.annotation.Transactional;

import dev.perennial.journal.EventLog;
import dev.perennial.journal.RecordedEvent;
import dev.perennial.platform.web.Page;
import dev.perennial.platform.web.PageQuery;
import dev.perennial.shared.error.DomainException;
import dev.perennial.webhook.domain.DeliveryStatus;
import dev.perennial.webhook.domain.Urgency;

/** What endpoints got and are to get, and sending it again. */
@Service
public class WebhookDeliveries {
    private static final int CHUNK = 1_000;
    private final EndpointStore endpoints;
    private final DeliveryStore deliveries;
    private final EventLog log;
    private final Lanes lanes;
    private final ApplicationEventPublisher events;
    private final Clock clock;

    WebhookDeliveries(
            EndpointStore endpoints,
            DeliveryStore deliveries,
            EventLog log,
            Lanes lanes,
            ApplicationEventPublisher events,
            Clock clock) {
        this.endpoints = endpoints;
        this.deliveries = deliveries;
        this.log = log;
        this.lanes = lanes;
        this.events = events;
        this.clock = clock;
    }

    /**
     * Which events are to be sent again.
     *
     * @param from wall clock of the first event
     * @param to wall clock behind the last event
     * @param alsoDelivered whether also those that the receiver has taken
     */
    public record Replay(Instant from, Instant to, boolean alsoDelivered) {}

    /** The newest event first. Fails with {@code webhook_endpoint_not_found}. */
    @Transactional(readOnly = true)
    public Page<DeliverySnapshot> list(UUID endpointId, @Nullable DeliveryStatus status, PageQuery page) {
        endpoint(endpointId);
        return Page.of(
                deliveries.list(endpointId, status, page.before(), page.size() + 1),
                page.size(),
                DeliverySnapshot::eventId);
    }

    /** Fails with {@code webhook_delivery_not_found}. */
    @Transactional(readOnly = true)
    public DeliverySnapshot get(UUID id) {
        return deliveries.find(id).orElseThrow(() -> DomainException.notFound("webhook_delivery", id));
    }

    /**
     * Sends one message now, whatever became of it, and begins its schedule anew. Fails with {@code
     * webhook_delivery_not_found}, {@code webhook_endpoint_disabled}.
     */
    @Transactional
    public DeliverySnapshot retry(UUID id) {
        var delivery = get(id);
        var endpoint = requireEnabled(delivery.endpointId());
        deliveries.repeat(id);
        publish(WebhookEvent.Kind.DELIVERY_RETRIED, endpoint);
        lanes.wakeAfterCommit(List.of(delivery.endpointId()));
        return get(id);
    }

    /**
     * Sends an endpoint a message that means nothing. Fails with {@code webhook_endpoint_not_found}, {@code
     * webhook_endpoint_disabled}.
     *
     * @return the delivery as it is before the first attempt
     */
    @Transactional
    public DeliverySnapshot ping(UUID endpointId) {
        var endpoint = requireEnabled(endpointId);
        publish(WebhookEvent.Kind.PINGED, endpoint);
        return deliveries.newest(endpointId, WebhookEvent.PINGED);
    }

    /**
     * Sends an endpoint the events of a time again: those that it did not get, or all. It need not have listened then.
     * Fails with {@code webhook_endpoint_not_found}, {@code webhook_endpoint_disabled}.
     *
     * @return how many messages will be sent, after anything newer
     */
    @Transactional
    public int replay(UUID endpointId, Replay replay) {
        var endpoint = requireEnabled(endpointId);
        int repeated = 0;
        List<RecordedEvent> chunk = List.of();
        do {
            var after = chunk.isEmpty() ? null : chunk.getLast().id();
            chunk = log.recorded(replay.from(), replay.to(), after, CHUNK);
            var letters = chunk.stream()
                    .filter(event -> FanOut.hears(endpoint.events(), event.type()))
                    .map(event -> new DeliveryStore.Letter(endpointId, event, Urgency.LOW))
                    .toList();
            repeated += deliveries.insertOrRepeat(letters, replay.alsoDelivered());
        } while (chunk.size() == CHUNK);
        publish(WebhookEvent.Kind.REPLAYED, endpoint);
        lanes.wakeAfterCommit(List.of(endpointId));
        return repeated;
    }

    /**
     * Sends every dead letter of the tenant again, or those of one endpoint, unless the endpoint is disabled or the
     * event is gone. Fails with {@code webhook_endpoint_not_found}, {@code webhook_endpoint_disabled}.
     *
     * @return how many messages will be sent
     */
    @Transactional
    public int redeliverDead(@Nullable UUID endpointId) {
        if (endpointId != null) {
            requireEnabled(endpointId);
        }
        var repeated = deliveries.repeatDead(endpointId);
        for (var id : repeated.keySet()) {
            publish(WebhookEvent.Kind.REPLAYED, endpoint(id));
        }
        if (!repeated.isEmpty()) {
            lanes.wakeAfterCommit(repeated.keySet());
        }
        return repeated.values().stream().mapToInt(Integer::intValue).sum();
    }

    /** For the audit trail, except for a ping, which is sent. */
    private void publish(WebhookEvent.Kind kind, EndpointSnapshot endpoint) {
        events.publishEvent(new WebhookEvent(kind, endpoint, Map.of(), clock.instant()));
    }

    private EndpointSnapshot endpoint(UUID id) {
        return endpoints.find(id).orElseThrow(() -> WebhookEndpoints.notFound(id));
    }

    private EndpointSnapshot requireEnabled(UUID id) {
        var endpoint = endpoint(id);
        if (!endpoint.enabled()) {
            throw DomainException.conflict(
                    "webhook_endpoint_disabled", "The endpoint is disabled; enable it before sending anything to it.");
        }
        return endpoint;
    }
}
