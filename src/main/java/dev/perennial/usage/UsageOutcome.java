package dev.perennial.usage;

import java.util.List;

import dev.perennial.shared.error.DomainException;
import dev.perennial.shared.error.ErrorKind;
import dev.perennial.shared.error.FieldError;

/** What became of a report. */
public sealed interface UsageOutcome {

    /** It counts. */
    record Accepted() implements UsageOutcome {}

    /** Its key counted before. */
    record Duplicate() implements UsageOutcome {}

    /** It counts nowhere. */
    record Rejected(ErrorKind kind, FieldError error) implements UsageOutcome {

        /** For who reported nothing else. */
        public DomainException asException() {
            return kind == ErrorKind.NOT_FOUND
                    ? new DomainException(
                            kind, error.code(), error.field() + " " + error.message() + ".", List.of(error))
                    : DomainException.invalid(List.of(error));
        }
    }
}
