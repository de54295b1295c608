package dev.perennial.usage;

import java.math.BigDecimal;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

import org.jspecify.annotations.Nullable;

import dev.perennial.plan.PlanTerms;
import dev.perennial.shared.error.ErrorKind;
import dev.perennial.shared.error.FieldError;
import dev.perennial.shared.id.UuidV7;
import dev.perennial.subscription.MeteredSubscriptions.Metered;
import dev.perennial.usage.ReplacedEvents.Original;
import dev.perennial.usage.UsageWatches.Watch;

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
        if (report.quantity().scale() > DECIMALS_MAX
                && report.quantity().stripTrailingZeros().scale() > DECIMALS_MAX) {
            return new FieldError("quantity", "out_of_range", "must have at most 12 decimals");
        }
        var key = report.idempotencyKey();
        if (key == null) {
            return required("idempotency_key");
        }
        if (key.isEmpty() || key.length() > KEY_LENGTH_MAX) {
            return new FieldError("idempotency_key", "invalid_value", "must have 1 to 255 characters");
        }
        if (report.replaces() != null
                && (report.replaces().isEmpty() || report.replaces().length() > KEY_LENGTH_MAX)) {
            return new FieldError("replaces", "invalid_value", "must have 1 to 255 characters");
        }
        return arePairs(report.properties())
                ? null
                : new FieldError(
                        "properties",
                        "invalid_value",
                        "must be at most 50 pairs of a key of 1 to 40 characters and a value of up to 500");
    }

    /** How a well-formed report becomes an event, or why it does not. */
    static Verdict judge(UsageReport report, Facts facts, Instant now) {
        var subscription = facts.subscription();
        var terms = facts.terms();
        if (subscription == null || terms == null) {
            return new Verdict.No(
                    ErrorKind.NOT_FOUND,
                    new FieldError(
                            "subscription_id", "subscription_not_found", "names no subscription of this tenant"));
        }
        var occurredAt = occurredAt(report, now);
        var untimely = timeError(subscription, occurredAt, facts, now);
        if (untimely != null) {
            return new Verdict.No(ErrorKind.INVALID, untimely);
        }
        var metric = report.metric();
        if (!terms.meters(metric)) {
            return invalid("metric", "unknown_metric", "is no metric of the plan that the subscription had then");
        }
        var broken = report.replaces() == null ? null : replacementError(facts.replaced(), now);
        if (broken != null) {
            return new Verdict.No(ErrorKind.INVALID, broken);
        }
        var spent = facts.watch() == null ? null : facts.watch().spent();
        if (spent != null && spent.contains(occurredAt) && !isCorrection(report)) {
            return invalid(
                    "subscription_id",
                    "spend_limit_reached",
                    "names a subscription whose usage of this period costs as much as it may");
        }
        return new Verdict.Yes(new UsageEvent(
                UuidV7.next(),
                subscription.id(),
                metric,
                report.quantity(),
                occurredAt,
                report.idempotencyKey(),
                report.properties() == null ? Map.of() : report.properties(),
                terms.countsValuesOf(metric) || namesValue(report),
                latePeriods(facts),
                facts.watch() != null,
                facts.replaced()));
    }

    private static @Nullable FieldError timeError(Metered subscription, Instant occurredAt, Facts facts, Instant now) {
        if (occurredAt.isAfter(now.plus(FUTURE_MAX))) {
            return new FieldError("timestamp", "too_far_in_future", "must not lie more than 5 minutes in the future");
        }
        if (occurredAt.isBefore(now.minus(PAST_MAX))) {
            return new FieldError("timestamp", "too_far_in_past", "must not lie more than 35 days in the past");
        }
        if (!subscription.status().isLiving()) {
            return new FieldError(
                    "subscription_id", "subscription_cancelled", "names a subscription that is over and billed");
        }
        if (subscription.pausedAt() != null && !occurredAt.isBefore(subscription.pausedAt())) {
            return new FieldError(
                    "timestamp", "subscription_paused", "must lie before the pause; nothing is billed during one");
        }
        // Better refused in the open than taken and never billed.
        return isLate(subscription, occurredAt) && facts.lateFor() == null
                ? new FieldError("timestamp", "not_metered", "lies before the start, in a trial or in a pause")
                : null;
    }

    /**
     * What decides about a report.
     *
     * @param subscription null if there is none
     * @param terms what the subscription was billed by when it was used; null without subscription
     * @param lateFor the period that it was used in, if that is on an invoice already
     * @param replaced the event that it replaces, if there is one that it may replace
     * @param replacedLateFor the period that that one was used in, if that is on an invoice already
     * @param watch null if the subscription has neither alerts nor a limit
     */
    record Facts(
            @Nullable Metered subscription,
            @Nullable PlanTerms terms,
            @Nullable MeteredPeriod lateFor,
            @Nullable Original replaced,
            @Nullable MeteredPeriod replacedLateFor,
            @Nullable Watch watch) {}

    /** A correction may only make room, and what replaces an event is one, whatever it says. */
    private static boolean isCorrection(UsageReport report) {
        return report.quantity().signum() < 0 || report.replaces() != null;
    }

    private static @Nullable FieldError replacementError(@Nullable Original replaced, Instant now) {
        if (replaced == null) {
            return new FieldError("replaces", "event_not_found", "names no event of this subscription and metric");
        }
        if (replaced.replaced()) {
            return new FieldError("replaces", "already_replaced", "names an event that was replaced before");
        }
        return replaced.occurredAt().isBefore(now.minus(PAST_MAX))
                ? new FieldError("replaces", "too_far_in_past", "names an event of more than 35 days ago")
                : null;
    }

    private static Set<MeteredPeriod> latePeriods(Facts facts) {
        if (facts.lateFor() == null && facts.replacedLateFor() == null) {
            // As nearly always.
            return Set.of();
        }
        return Stream.of(facts.lateFor(), facts.replacedLateFor())
                .filter(Objects::nonNull)
                .collect(Collectors.toSet());
    }

    /** When it was used. What is stored must equal what is compared, and PostgreSQL keeps microseconds. */
    static Instant occurredAt(UsageReport report, Instant now) {
        return report.timestamp() == null ? now : report.timestamp().truncatedTo(ChronoUnit.MICROS);
    }

    /** Whether an instant lies before the open period. */
    static boolean isLate(Metered subscription, Instant occurredAt) {
        return subscription.openFrom() != null && occurredAt.isBefore(subscription.openFrom());
    }

    /** A value that is given is kept, though the plan may not count values yet: one that the plan becomes may. */
    private static boolean namesValue(UsageReport report) {
        return report.properties() != null && report.properties().containsKey("value");
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
