package dev.perennial.shared.event;

import java.util.List;

/** Many facts of one transaction, published at once so that they can be stored in one statement. */
public record DomainEvents(List<? extends DomainEvent> events) {
    public DomainEvents {
        events = List.copyOf(events);
    }
}
