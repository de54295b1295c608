package dev.perennial.payment.gateway;

import java.time.Instant;
import java.util.UUID;

import org.jspecify.annotations.Nullable;

/**
 * A genuine message of a gateway: that something happened, not what is true now.
 *
 * @param id the gateway's; the same happening may come under two of them
 * @param objectId what it is about, as the gateway names it
 * @param tenantId whom it concerns, if the object carries our mark
 * @param paymentId our payment, if the object carries our mark
 */
public record GatewayEvent(
        String id,
        String type,
        String objectId,
        @Nullable UUID tenantId,
        @Nullable UUID paymentId,
        Instant happenedAt) {}
