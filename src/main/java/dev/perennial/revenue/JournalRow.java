package dev.perennial.revenue;

import java.time.LocalDate;
import java.util.UUID;

/**
 * A row of the books.
 *
 * @param documentType what it is for; {@code RECOGNITION} for what is earned of an invoice in a month, on its last day
 * @param amount minor units: a debit if positive, a credit if negative
 */
public record JournalRow(
        LocalDate on,
        String documentType,
        UUID documentId,
        UUID accountId,
        String currency,
        String ledgerAccount,
        long amount) {}
