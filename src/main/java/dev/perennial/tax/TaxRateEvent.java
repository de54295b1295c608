package dev.perennial.tax;

import java.time.Instant;
import java.util.Locale;
import java.util.Map;
import java.util.UUID;

import org.jspecify.annotations.Nullable;

import dev.perennial.shared.event.DomainEvent;

/** Something about a tax rate changed. For the audit trail only. */
public record TaxRateEvent(Kind kind, TaxRateSnapshot rate, Map<String, Object> previous, Instant occurredAt)
        implements DomainEvent {

    /** What happened. */
    public enum Kind {
        CREATED,
        ARCHIVED
    }

    @Override
    public String type() {
        return "tax_rate." + kind.name().toLowerCase(Locale.ROOT);
    }

    @Override
    public UUID objectId() {
        return rate.id();
    }

    @Override
    public @Nullable UUID accountId() {
        return null;
    }

    @Override
    public Object object() {
        return rate;
    }
}
