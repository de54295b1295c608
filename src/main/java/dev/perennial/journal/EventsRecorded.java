package dev.perennial.journal;

import java.util.List;

/**
 * Events were written down, public ones and others. Published in the transaction that wrote them, so that whoever hears
 * it can note in the same transaction what is to be done about them.
 */
public record EventsRecorded(List<RecordedEvent> events) {
    public EventsRecorded {
        events = List.copyOf(events);
    }
}
