package dev.perennial.platform.web;

import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

import jakarta.servlet.http.HttpServletRequest;

import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpStatus;
import org.springframework.http.ProblemDetail;
import tools.jackson.core.JacksonException;
import tools.jackson.core.exc.InputCoercionException;
import tools.jackson.core.exc.StreamReadException;
import tools.jackson.databind.exc.InvalidFormatException;
import tools.jackson.databind.exc.MismatchedInputException;
import tools.jackson.databind.exc.UnrecognizedPropertyException;

import dev.perennial.shared.error.FieldError;

/** Says in the caller's words what is wrong with a JSON body. */
final class JsonFailures {

    /** What to answer; {@code errors} names the field where one is at fault. */
    record Explanation(HttpStatus status, String code, String detail, List<FieldError> errors) {
        ProblemDetail toProblem(HttpServletRequest request) {
            return Problems.of(status, code, detail, errors, request);
        }
    }

    private JsonFailures() {}

    static Explanation explain(@Nullable Throwable cause) {
        return switch (cause) {
            case UnrecognizedPropertyException unknown ->
                field(
                        HttpStatus.BAD_REQUEST,
                        "unknown_field",
                        pathOf(unknown),
                        "unknown_field",
                        "is not a field of this request");
            case RefusedText refused ->
                invalid(pathOf(refused), refused.code(), String.valueOf(refused.getOriginalMessage()));
            case InvalidFormatException format ->
                invalid(pathOf(format), "invalid_value", expected(format.getTargetType()));
            case MismatchedInputException mismatch
            when !mismatch.getPath().isEmpty() ->
                invalid(pathOf(mismatch), "invalid_value", expected(mismatch.getTargetType()));
            // Well-formed, though the parser reports it: a number that the field's type cannot hold.
            case InputCoercionException range
            when !range.getPath().isEmpty() -> invalid(pathOf(range), "invalid_value", expected(range.getTargetType()));
            case StreamReadException syntax ->
                new Explanation(
                        HttpStatus.BAD_REQUEST,
                        "malformed_json",
                        "The body is not valid JSON: error at line "
                                + syntax.getLocation().getLineNr() + ", column "
                                + syntax.getLocation().getColumnNr() + ".",
                        List.of());
            case JacksonException bound
            when !bound.getPath().isEmpty() -> invalid(pathOf(bound), "invalid_value", "is not a valid value");
            case null, default ->
                new Explanation(HttpStatus.BAD_REQUEST, "malformed_json", "The body must be a JSON object.", List.of());
        };
    }

    private static Explanation invalid(String path, String fieldCode, String message) {
        return field(HttpStatus.UNPROCESSABLE_CONTENT, "validation_failed", path, fieldCode, message);
    }

    private static Explanation field(HttpStatus status, String code, String path, String fieldCode, String message) {
        return new Explanation(
                status, code, path + " " + message + ".", List.of(new FieldError(path, fieldCode, message)));
    }

    private static String pathOf(JacksonException e) {
        var path = new StringBuilder();
        for (var step : e.getPath()) {
            if (step.getPropertyName() == null) {
                path.append('[').append(step.getIndex()).append(']');
            } else {
                path.append(path.isEmpty() ? "" : ".").append(step.getPropertyName());
            }
        }
        return path.toString();
    }

    private static String expected(@Nullable Class<?> type) {
        if (type == null) {
            return "is not a valid value";
        }
        if (type.isEnum()) {
            return "must be one of "
                    + Arrays.stream(type.getEnumConstants())
                            .map(String::valueOf)
                            .collect(Collectors.joining(", "));
        }
        if (type == int.class || type == Integer.class || type == long.class || type == Long.class) {
            return "must be a whole number in range";
        }
        if (Collection.class.isAssignableFrom(type)) {
            return "must be a list";
        }
        if (Map.class.isAssignableFrom(type)) {
            return "must be an object of strings";
        }
        return switch (type.getSimpleName()) {
            case "BigDecimal" -> "must be a decimal number, as a string such as \"0.05\"";
            case "boolean", "Boolean" -> "must be true or false";
            case "Instant" -> "must be an RFC 3339 instant such as 2026-01-31T00:00:00Z";
            case "LocalDate" -> "must be a date such as 2026-01-31";
            case "Period", "ClockStep" -> "must be an ISO 8601 period such as P1M";
            case "UUID" -> "must be an id";
            case "String" -> "must be a string";
            default -> "must be an object";
        };
    }
}
