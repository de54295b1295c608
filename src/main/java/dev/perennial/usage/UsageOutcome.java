package dev.perennial.usage;

import dev.perennial.shared.error.ErrorKind;
import dev.perennial.shared.error.FieldError;

/** What became of a report. */
public sealed interface UsageOutcome {

    /** It counts. */
    record Accepted() implements UsageOutcome {}

    /** Its key counted before. */
    record Duplicate() implements UsageOutcome {}

    /** It counts nowhere. */
    record Rejected(ErrorKind kind, FieldError error) implements UsageOutcome {}
}
