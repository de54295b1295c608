package dev.perennial.tenant;

import java.util.List;

import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;
import jakarta.validation.constraints.NotNull;
import jakarta.validation.constraints.Size;

import io.swagger.v3.oas.annotations.media.Schema;
import org.jspecify.annotations.Nullable;

/**
 * How a tenant goes after invoices that are not paid. What is absent is as in {@link #DEFAULT}.
 *
 * @param retryDays days from a failed attempt to the next, one number for each attempt
 * @param hour of the account's own day at which attempts are made and reminders go out
 * @param remindDaysBeforeDue for invoices that are sent: how many days before the due date a reminder goes out
 * @param remindDaysAfterDue for invoices that are sent: how many days after it; the last of them is the final notice
 * @param finalActionDays days from the last attempt or the final notice to the final action
 * @param finalAction what becomes of a debt that nobody pays
 */
@Schema(name = "DunningPolicy")
public record DunningPolicy(
        @Nullable @Size(min = 1, max = 10) @Schema(example = "[3, 5, 7, 7]")
        List<@NotNull @Min(1) @Max(60) Integer> retryDays,

        @Nullable @Min(0) @Max(23) @Schema(example = "7") Integer hour,

        @Nullable @Size(max = 5) @Schema(example = "[3]") List<@NotNull @Min(1) @Max(60) Integer> remindDaysBeforeDue,

        @Nullable @Size(min = 1, max = 10) @Schema(example = "[3, 7, 14]")
        List<@NotNull @Min(1) @Max(180) Integer> remindDaysAfterDue,

        @Nullable @Min(1) @Max(60) @Schema(example = "7") Integer finalActionDays,

        @Nullable FinalAction finalAction) {

    /**
     * Early in the morning, when banks have booked the night's transfers. Nothing is ended or written off unless the
     * tenant says so.
     */
    public static final DunningPolicy DEFAULT =
            new DunningPolicy(List.of(3, 5, 7, 7), 7, List.of(3), List.of(3, 7, 14), 7, FinalAction.LEAVE_PAST_DUE);

    private static final DunningPolicy NOTHING_SAID = new DunningPolicy(null, null, null, null, null, null);

    /** What becomes of a debt that nobody pays. */
    public enum FinalAction {
        /** End the subscription; what is owed stays owed. */
        CANCEL,
        /** Give the invoice up; the subscription goes on. */
        MARK_UNCOLLECTIBLE,
        /** Nothing: somebody will look at it. */
        LEAVE_PAST_DUE
    }

    /** A policy in which nothing is absent. */
    static DunningPolicy complete(@Nullable DunningPolicy said) {
        var policy = said == null ? NOTHING_SAID : said;
        return new DunningPolicy(
                or(policy.retryDays, DEFAULT.retryDays),
                or(policy.hour, DEFAULT.hour),
                or(policy.remindDaysBeforeDue, DEFAULT.remindDaysBeforeDue),
                or(policy.remindDaysAfterDue, DEFAULT.remindDaysAfterDue),
                or(policy.finalActionDays, DEFAULT.finalActionDays),
                or(policy.finalAction, DEFAULT.finalAction));
    }

    private static <T> @Nullable T or(@Nullable T said, @Nullable T otherwise) {
        return said == null ? otherwise : said;
    }
}
