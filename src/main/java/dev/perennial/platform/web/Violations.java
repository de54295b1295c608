package dev.perennial.platform.web;

import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;

import jakarta.validation.ConstraintViolation;

import org.jspecify.annotations.Nullable;

import dev.perennial.shared.error.FieldError;

/** Broken constraints in the words of the API: fields as callers write them, and stable codes. */
public final class Violations {
    private Violations() {}

    /** What a validator found, for those who check what did not come as a request. */
    public static List<FieldError> of(Collection<? extends ConstraintViolation<?>> violations) {
        return violations.stream()
                .map(violation -> new FieldError(
                        snakeCase(violation.getPropertyPath().toString()),
                        ruleCode(violation
                                .getConstraintDescriptor()
                                .getAnnotation()
                                .annotationType()
                                .getSimpleName()),
                        violation.getMessage()))
                .sorted(Comparator.comparing(FieldError::field).thenComparing(FieldError::code))
                .toList();
    }

    /** {@code charges[0].unitAmount} as callers write it: {@code charges[0].unit_amount}. */
    static String snakeCase(String path) {
        return path.replaceAll("([a-z0-9])([A-Z])", "$1_$2").toLowerCase(Locale.ROOT);
    }

    static String ruleCode(@Nullable String constraint) {
        return switch (String.valueOf(constraint)) {
            case "NotNull", "NotBlank", "NotEmpty" -> "required";
            case "Size", "Length" -> "invalid_length";
            case "Min", "Max", "Positive", "PositiveOrZero", "DecimalMin", "DecimalMax" -> "out_of_range";
            default -> "invalid_value";
        };
    }
}
