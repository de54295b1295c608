package dev.perennial.coupon;

import java.time.Instant;
import java.util.Locale;
import java.util.Map;
import java.util.UUID;

import dev.perennial.shared.event.DomainEvent;

/** Something about a discount changed. For the audit trail only. */
public record DiscountEvent(Kind kind, DiscountSnapshot discount, Map<String, Object> previous, Instant occurredAt)
        implements DomainEvent {

    /** What happened. */
    public enum Kind {
        CREATED,
        USED,
        GIVEN_BACK,
        REMOVED
    }

    @Override
    public String type() {
        return "discount." + kind.name().toLowerCase(Locale.ROOT);
    }

    @Override
    public UUID objectId() {
        return discount.id();
    }

    @Override
    public UUID accountId() {
        return discount.accountId();
    }

    @Override
    public Object object() {
        return discount;
    }
}
