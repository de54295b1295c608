package dev.perennial.revenue.domain;

import java.time.LocalDate;
import java.util.UUID;

/**
 * What an entry is for.
 *
 * @param type {@code INVOICE}, {@code CREDIT_NOTE} and so on
 * @param on the day on which it happened
 */
public record Document(TaskKind type, UUID id, UUID accountId, String currency, LocalDate on) {}
