package dev.perennial.subscription;

import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.util.ArrayList;

import org.jspecify.annotations.Nullable;

import dev.perennial.account.BillingProfile;
import dev.perennial.plan.PlanTerms;
import dev.perennial.shared.error.DomainException;
import dev.perennial.shared.error.FieldError;
import dev.perennial.shared.time.Granularity;
import dev.perennial.subscription.domain.ServicePeriods;
import dev.perennial.subscription.domain.SubscriptionStatus;

/**
 * What follows from a sale: when it starts, on which grid it is billed, and when that is first due.
 *
 * @param startAt by the day, local midnight of the day on which it starts: that day counts whole
 */
record NewSubscription(
        PlanTerms terms,
        String currency,
        ZoneId zone,
        Instant startAt,
        @Nullable Instant trialEnd,
        ServicePeriods periods,
        SubscriptionStatus status) {

    private static final Duration AHEAD_MAX = Duration.ofDays(5 * 366);
    /** Backdating bills every missed period at once; this many fit into one request. */
    private static final int CATCH_UP_PERIODS_MAX = 120;

    /** Fails with {@code validation_failed} for a currency without a price and for a start too far away. */
    static NewSubscription of(
            CreateSubscription command, BillingProfile account, PlanTerms terms, Granularity granularity, Instant now) {
        var zone = account.zone();
        var start = granularity.startOf(command.startAt() == null ? now : command.startAt(), zone);
        int trialDays = command.trialDays() == null ? terms.trialDays() : command.trialDays();
        var trialEnd =
                trialDays == 0 ? null : start.atZone(zone).plusDays(trialDays).toInstant();
        var serviceStart = trialEnd == null ? start : trialEnd;
        var periods = command.billingAnchor() == null
                ? ServicePeriods.from(serviceStart, zone, terms.interval(), granularity)
                : ServicePeriods.onGrid(serviceStart, zone, command.billingAnchor(), terms.interval(), granularity);
        check(command, account, terms, start, periods, now);
        var status = start.isAfter(now)
                ? SubscriptionStatus.SCHEDULED
                : trialEnd != null && trialEnd.isAfter(now) ? SubscriptionStatus.TRIALING : SubscriptionStatus.ACTIVE;
        return new NewSubscription(terms, account.currency(), zone, start, trialEnd, periods, status);
    }

    /** When the run must first look at it. */
    Instant firstDueAt() {
        return status == SubscriptionStatus.TRIALING ? periods.serviceStart() : startAt;
    }

    /** The subscription as it would stand, had it been sold. */
    BillingState state(CreateSubscription command, Instant now) {
        var plan = new SubscriptionSnapshot.PlanReference(terms.planId(), terms.planCode(), terms.version());
        var snapshot = new SubscriptionSnapshot(
                command.id(),
                command.accountId(),
                plan,
                status,
                command.quantity(),
                currency,
                command.collection(),
                command.netTermsDays(),
                startAt,
                periods.grid().anchor().toLocalDate(),
                trialEnd == null ? null : startAt,
                trialEnd,
                trialEnd,
                false,
                null,
                null,
                null,
                null,
                null,
                null,
                null,
                command.metadata(),
                now,
                now);
        return new BillingState(
                snapshot,
                terms.versionId(),
                null,
                zone,
                periods.granularity(),
                periods.grid().anchor(),
                periods.serviceStart(),
                periods.firstIndex(),
                firstDueAt(),
                BillingState.Arrears.WHOLE_PERIOD);
    }

    private static void check(
            CreateSubscription command,
            BillingProfile account,
            PlanTerms terms,
            Instant start,
            ServicePeriods periods,
            Instant now) {
        var errors = new ArrayList<FieldError>();
        if (!terms.isPricedIn(account.currency())) {
            var field = command.planId() != null ? "plan_id" : "plan_code";
            errors.add(new FieldError(
                    field, "currency_not_priced", "has no price in the account's currency " + account.currency()));
        }
        if (start.isAfter(now.plus(AHEAD_MAX))) {
            errors.add(new FieldError("start_at", "too_far_in_future", "must be within five years"));
        }
        var oldest = periods.grid().boundary(periods.grid().indexOf(now) - CATCH_UP_PERIODS_MAX);
        if (start.isBefore(oldest)) {
            errors.add(new FieldError(
                    "start_at",
                    "too_far_in_past",
                    "must not be more than " + CATCH_UP_PERIODS_MAX + " billing periods ago"));
        }
        if (!errors.isEmpty()) {
            throw DomainException.invalid(errors);
        }
    }
}
