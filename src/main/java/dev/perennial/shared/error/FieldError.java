package dev.perennial.shared.error;

/**
 * One rule broken by one field.
 *
 * @param field path as the caller wrote it: {@code charges[0].prices[0].currency}
 * @param code stable, snake_case
 * @param message a sentence for people
 */
public record FieldError(String field, String code, String message) {}
