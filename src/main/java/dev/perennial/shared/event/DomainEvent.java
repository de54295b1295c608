package dev.perennial.shared.event;

import java.time.Instant;
import java.util.Map;
import java.util.UUID;

import org.jspecify.annotations.Nullable;

/**
 * A fact: something of ours changed. Published inside the transaction of the change; the journal keeps it in the same
 * transaction, so fact and record of it exist together or not at all.
 */
public interface DomainEvent {

    /** Wire name, dotted and past tense: {@code invoice.finalized}. */
    String type();

    /** What kind of object changed: {@code invoice}. By default the first part of {@link #type}. */
    default String objectType() {
        return type().substring(0, type().indexOf('.'));
    }

    UUID objectId();

    /** The account concerned, if the object belongs to one. */
    @Nullable UUID accountId();

    /** The object after the change, in the shape in which the API shows it. */
    Object object();

    /** The changed fields with their values before, by API name; empty for a new object. */
    default Map<String, Object> previous() {
        return Map.of();
    }

    /** Business time of the change (a test tenant's clock may differ from the wall clock). */
    Instant occurredAt();
}
