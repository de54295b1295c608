package dev.perennial.invoice.domain;

import java.util.UUID;

import org.jspecify.annotations.Nullable;

import dev.perennial.shared.time.Period;

/**
 * A line of an invoice, or one waiting for an invoice, that billed time of a subscription in advance.
 *
 * @param amount minor units before discounts
 * @param discount minor units
 * @param whole the price of the whole period; null where it is the amount of the line, for all of its period
 */
public record BilledLine(
        UUID id,
        UUID subscriptionId,
        @Nullable String chargeCode,
        String description,
        Period period,
        long amount,
        long discount,
        @Nullable WholePrice whole) {}
