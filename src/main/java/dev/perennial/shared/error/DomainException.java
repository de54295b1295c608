package dev.perennial.shared.error;

import java.util.List;
import java.util.UUID;
import java.util.function.Predicate;

/** A refusal that the caller should see: kind, stable code, sentence, and the fields at fault. */
public class DomainException extends RuntimeException {
    private final ErrorKind kind;
    private final String code;
    private final List<FieldError> fieldErrors;

    public DomainException(ErrorKind kind, String code, String detail, List<FieldError> fieldErrors) {
        super(detail);
        this.kind = kind;
        this.code = code;
        this.fieldErrors = List.copyOf(fieldErrors);
    }

    public static DomainException notFound(String object, UUID id) {
        return new DomainException(
                ErrorKind.NOT_FOUND,
                object + "_not_found",
                "No " + object.replace('_', ' ') + " has id " + id + ".",
                List.of());
    }

    /** An id inside a request body names no object of the caller's. */
    public static DomainException notFoundIn(String field, String object) {
        var message = "names no " + object.replace('_', ' ') + " of this tenant";
        var code = object + "_not_found";
        return new DomainException(
                ErrorKind.NOT_FOUND, code, field + " " + message + ".", List.of(new FieldError(field, code, message)));
    }

    public static DomainException conflict(String code, String detail) {
        return new DomainException(ErrorKind.CONFLICT, code, detail, List.of());
    }

    /** Something we depend on does not answer; the same request may succeed later. */
    public static DomainException unavailable(String code, String detail) {
        return new DomainException(ErrorKind.UNAVAILABLE, code, detail, List.of());
    }

    /** A rule broken by one field. */
    public static DomainException invalid(String field, String code, String message) {
        return invalid(List.of(new FieldError(field, code, message)));
    }

    /** Rules broken by several fields, all reported at once. */
    public static DomainException invalid(List<FieldError> errors) {
        var detail = errors.size() == 1
                ? errors.getFirst().field() + ": " + errors.getFirst().message()
                : errors.size() + " fields break a rule; see errors.";
        return new DomainException(ErrorKind.INVALID, "validation_failed", detail, errors);
    }

    /** The same refusal for who sent a field within another: {@code quantity} as {@code subscription.quantity}. */
    public DomainException within(String parent, Predicate<String> isPartOfIt) {
        var moved = fieldErrors.stream()
                .map(error -> isPartOfIt.test(error.field())
                        ? new FieldError(parent + "." + error.field(), error.code(), error.message())
                        : error)
                .toList();
        if (moved.equals(fieldErrors)) {
            return this;
        }
        // The sentence about a single field begins with its name.
        var sentence =
                moved.size() == 1 && detail().startsWith(fieldErrors.getFirst().field())
                        ? parent + "." + detail()
                        : detail();
        return new DomainException(kind, code, sentence, moved);
    }

    public ErrorKind kind() {
        return kind;
    }

    public String code() {
        return code;
    }

    /** The sentence shown to the caller. */
    public String detail() {
        return String.valueOf(getMessage());
    }

    public List<FieldError> fieldErrors() {
        return fieldErrors;
    }
}
