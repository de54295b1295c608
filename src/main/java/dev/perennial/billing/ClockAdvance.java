package dev.perennial.billing;

import java.time.DateTimeException;
import java.time.Instant;

import io.swagger.v3.oas.annotations.media.Schema;
import org.jspecify.annotations.Nullable;

import dev.perennial.shared.error.DomainException;

/** Where a test clock is to be put: to an instant, or on by a period of the calendar in UTC. */
@Schema(name = "AdvanceRequest")
public record ClockAdvance(
        @Nullable @Schema(description = "Either this or by") Instant to,

        @Nullable @Schema(type = "string", description = "ISO 8601 period, such as P1M, P1DT12H or PT1H", example = "P1M")
        ClockStep by) {

    /** Fails with {@code validation_failed}: {@code required} unless one of the two is given, {@code out_of_range}. */
    public Instant from(Instant now) {
        if ((to == null) == (by == null)) {
            throw DomainException.invalid("to", "required", "must be given, or by instead; not both");
        }
        if (to != null) {
            return to;
        }
        if (by == null || by.isBackwards()) {
            throw DomainException.invalid("by", "out_of_range", "must not be negative");
        }
        try {
            return by.after(now);
        } catch (DateTimeException | ArithmeticException e) {
            throw DomainException.invalid("by", "out_of_range", "must be at most ten years");
        }
    }
}
