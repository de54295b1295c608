package dev.perennial.revenue;

import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.UUID;

import dev.perennial.revenue.domain.Document;
import dev.perennial.revenue.domain.TaskKind;

/**
 * Something that happened to money and is to be written into the books.
 *
 * @param amount minor units, where the document does not say it
 */
record RevenueTask(
        UUID id, TaskKind kind, UUID documentId, UUID accountId, String currency, long amount, Instant occurredAt) {

    /** The day on which it is posted. */
    LocalDate on() {
        return LocalDate.ofInstant(occurredAt, ZoneOffset.UTC);
    }

    Document document() {
        return new Document(kind, documentId, accountId, currency, on());
    }
}
