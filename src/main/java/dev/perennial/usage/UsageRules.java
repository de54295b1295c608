package dev.perennial.usage;

import java.math.BigDecimal;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Map;

import org.jspecify.annotations.Nullable;

import dev.perennial.plan.PlanTerms;
import dev.perennial.plan.pricing.Aggregation;
import dev.perennial.plan.pricing.ChargeType;
import dev.perennial.shared.error.ErrorKind;
import dev.perennial.shared.error.FieldError;
import dev.perennial.shared.id.UuidV7;
import dev.perennial.subscription.MeteredSubscriptions.Metered;

/** When a report counts. */
final class UsageRules {
    static final Duration FUTURE_MAX = Duration.ofMinutes(5);
    static final Duration PAST_MAX = Duration.ofDays(35);
    private static final BigDecimal QUANTITY_MAX = BigDecimal.TEN.pow(12);
    private static final int DECIMALS_MAX = 12;
    private static final int KEY_LENGTH_MAX = 255;
    private static final int PAIRS_MAX = 50;
    private static final int NAME_LENGTH_MAX = 40;
    private static final int VALUE_LENGTH_MAX = 500;

    private UsageRules() {}

    /** What a report lacks by itself; null if nothing. */
    static @Nullable FieldError shapeError(UsageReport report) {
        if (report.subscriptionId() == null) {
            return required("subscription_id");
        }
        if (report.metric() == null) {
            return required("metric");
        }
        if (report.quantity() == null) {
            return required("quantity");
        }
        if (report.quantity().abs().compareTo(QUANTITY_MAX) > 0) {
            return new FieldError("quantity", "out_of_range", "must lie between -10^12 and 10^12");
        }
        if (report.quantity().stripTrailingZeros().scale() > DECIMALS_MAX) {
            return new FieldError("quantity", "out_of_range", "must have at most 12 decimals");
        }
        var key = report.idempotencyKey();
        if (key == null) {
            return required("idempotency_key");
        }
        if (key.isEmpty() || key.length() > KEY_LENGTH_MAX) {
            return new FieldError("idempotency_key", "invalid_value", "must have 1 to 255 characters");
        }
        return arePairs(report.properties())
                ? null
                : new FieldError(
                        "properties",
                        "invalid_value",
                        "must be at most 50 pairs of a key of 1 to 40 characters and a value of up to 500");
    }

    /** How a well-formed report becomes an event, or why it does not. */
    static Verdict judge(UsageReport report, @Nullable Metered subscription, @Nullable PlanTerms terms, Instant now) {
        if (subscription == null || terms == null) {
            return new Verdict.No(
                    ErrorKind.NOT_FOUND,
                    new FieldError(
                            "subscription_id", "subscription_not_found", "names no subscription of this tenant"));
        }
        var metric = report.metric();
        var charges = terms.charges().stream()
                .filter(charge -> charge.type() == ChargeType.USAGE && metric.equals(charge.metric()))
                .toList();
        if (charges.isEmpty()) {
            return invalid("metric", "unknown_metric", "is no metric of the subscription's plan");
        }
        // What is stored must equal what is compared: PostgreSQL keeps microseconds.
        var occurredAt = report.timestamp() == null ? now : report.timestamp().truncatedTo(ChronoUnit.MICROS);
        if (occurredAt.isAfter(now.plus(FUTURE_MAX))) {
            return invalid("timestamp", "too_far_in_future", "must not lie more than 5 minutes in the future");
        }
        if (occurredAt.isBefore(now.minus(PAST_MAX))) {
            return invalid("timestamp", "too_far_in_past", "must not lie more than 35 days in the past");
        }
        if (!subscription.status().isLiving()) {
            return invalid("subscription_id", "subscription_cancelled", "names a subscription that is over and billed");
        }
        if (subscription.pausedAt() != null && !occurredAt.isBefore(subscription.pausedAt())) {
            return invalid(
                    "timestamp", "subscription_paused", "must lie before the pause; nothing is billed during one");
        }
        // Better refused in the open than taken and never billed.
        if (subscription.openFrom() != null && occurredAt.isBefore(subscription.openFrom())) {
            return invalid("timestamp", "period_already_billed", "lies in a period that is billed already");
        }
        boolean countsValues = charges.stream().anyMatch(charge -> charge.aggregationOrSum() == Aggregation.UNIQUE);
        return new Verdict.Yes(new UsageEvent(
                UuidV7.next(),
                subscription.id(),
                metric,
                report.quantity(),
                occurredAt,
                report.idempotencyKey(),
                report.properties() == null ? Map.of() : report.properties(),
                countsValues));
    }

    /** Whether a report may count. */
    sealed interface Verdict {
        /** It may, as this event. */
        record Yes(UsageEvent event) implements Verdict {}

        /** It may not. */
        record No(ErrorKind kind, FieldError error) implements Verdict {}
    }

    private static Verdict invalid(String field, String code, String message) {
        return new Verdict.No(ErrorKind.INVALID, new FieldError(field, code, message));
    }

    private static FieldError required(String field) {
        return new FieldError(field, "required", "must be given");
    }

    private static boolean arePairs(@Nullable Map<String, String> properties) {
        return properties == null
                || (properties.size() <= PAIRS_MAX
                        && properties.entrySet().stream().allMatch(pair -> isPair(pair.getKey(), pair.getValue())));
    }

    private static boolean isPair(String name, @Nullable String value) {
        // The JSON reader refuses NUL in values; names it does not look at, and PostgreSQL cannot hold it.
        return !name.isEmpty()
                && name.length() <= NAME_LENGTH_MAX
                && name.indexOf('\0') < 0
                && value != null
                && value.length() <= VALUE_LENGTH_MAX;
    }
}
