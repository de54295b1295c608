package dev.perennial.invoice.document;

import java.time.Instant;
import java.util.UUID;

import org.jspecify.annotations.Nullable;

/**
 * Money received for an invoice.
 *
 * @param number of the payment among those of the invoice
 * @param amount minor units of the invoice's currency
 * @param means how it was paid, such as {@code visa 4242}; null if nobody knows
 * @param reference what to look for on a statement
 */
public record Receipt(
        UUID invoiceId,
        int number,
        long amount,
        Instant paidAt,
        @Nullable String means,
        @Nullable String reference) {}
