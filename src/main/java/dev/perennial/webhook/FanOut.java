package dev.perennial.webhook;

import java.util.ArrayList;
import java.util.List;

import org.springframework.context.event.EventListener;
import org.springframework.stereotype.Component;
import org.springframework.transaction.annotation.Propagation;
import org.springframework.transaction.annotation.Transactional;

import dev.perennial.journal.EventsRecorded;
import dev.perennial.journal.PublicEventTypes;
import dev.perennial.journal.RecordedEvent;
import dev.perennial.webhook.domain.Urgency;

/**
 * Hears of events in the transaction that writes them, and notes in the same transaction to which endpoints each must
 * go: change, event and what is owed to receivers stand or fall together.
 */
@Component
@Transactional(propagation = Propagation.MANDATORY)
class FanOut {
    private final EndpointStore endpoints;
    private final DeliveryStore deliveries;
    private final Lanes lanes;

    FanOut(EndpointStore endpoints, DeliveryStore deliveries, Lanes lanes) {
        this.endpoints = endpoints;
        this.deliveries = deliveries;
        this.lanes = lanes;
    }

    @EventListener
    void on(EventsRecorded recorded) {
        var wanted = recorded.events().stream().filter(FanOut::mayBeWanted).toList();
        if (wanted.isEmpty()) {
            return;
        }
        var letters = new ArrayList<DeliveryStore.Letter>();
        for (var listener : endpoints.listeners()) {
            for (var event : wanted) {
                if (isFor(listener, event)) {
                    letters.add(new DeliveryStore.Letter(listener.endpointId(), event, Urgency.of(event.type())));
                }
            }
        }
        if (!letters.isEmpty()) {
            deliveries.insert(letters);
            lanes.wakeAfterCommit(letters.stream()
                    .map(DeliveryStore.Letter::endpointId)
                    .distinct()
                    .toList());
        }
    }

    private static boolean mayBeWanted(RecordedEvent event) {
        return PublicEventTypes.isPublic(event.type()) || event.type().equals(WebhookEvent.PINGED);
    }

    private static boolean isFor(EndpointStore.Listener listener, RecordedEvent event) {
        return event.type().equals(WebhookEvent.PINGED)
                ? listener.endpointId().equals(event.objectId())
                : hears(listener.events(), event.type());
    }

    static boolean hears(List<String> filters, String type) {
        return filters.stream().anyMatch(filter -> PublicEventTypes.matches(filter, type));
    }
}
