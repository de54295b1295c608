package dev.perennial.mail;

import java.time.Instant;
import java.util.UUID;

import org.jspecify.annotations.Nullable;

/**
 * What was so when something happened: an e-mail that is sent later still tells of that moment. Amounts are minor
 * units.
 *
 * @param amount what it is about: due, paid, or not collected
 * @param rest what is still due afterwards
 * @param at the due date, the day of payment, or the first day of the month in which a card expires
 * @param nextAt when is tried again, or when the final action is taken; null if nothing happens by itself
 * @param late whether the due day is over
 * @param needsMethod whether only another payment method can help
 * @param actionUrl where the customer confirms
 * @param last4 of the card
 */
record EmailFacts(
        @Nullable UUID invoiceId,
        @Nullable String invoiceNumber,
        @Nullable UUID paymentId,
        @Nullable String currency,
        long amount,
        long rest,
        @Nullable Instant at,
        @Nullable Instant nextAt,
        boolean late,
        boolean needsMethod,
        @Nullable String actionUrl,
        @Nullable String last4) {

    EmailFacts confirmedAt(@Nullable String url) {
        return new EmailFacts(
                invoiceId, invoiceNumber, paymentId, currency, amount, rest, at, nextAt, late, needsMethod, url, last4);
    }
}
