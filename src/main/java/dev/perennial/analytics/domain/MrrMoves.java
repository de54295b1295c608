package dev.perennial.analytics.domain;

import java.time.Instant;
import java.time.LocalDate;
import java.time.YearMonth;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.UUID;
import java.util.function.Supplier;

import org.jspecify.annotations.Nullable;

/**
 * What follows when subscriptions bring more or less than before: movements, accounts and figures. One change after the
 * other, so that of two of the same account the second sees what the first left.
 */
public final class MrrMoves {
    private final Map<AccountMrr.Key, AccountMrr> accounts = new HashMap<>();
    private final List<MrrMovement> movements = new ArrayList<>();
    private final List<FigureChange> figures = new ArrayList<>();
    private final Supplier<UUID> ids;
    private final Instant at;
    private final LocalDate on;

    /** @param accounts those of all changes, as they are before */
    public MrrMoves(Collection<AccountMrr> accounts, Supplier<UUID> ids, Instant at) {
        accounts.forEach(account -> this.accounts.put(account.key(), account));
        this.ids = ids;
        this.at = at;
        this.on = LocalDate.ofInstant(at, ZoneOffset.UTC);
    }

    /** @param before null for a subscription that is new here */
    public void move(@Nullable SubscriptionMrr before, SubscriptionMrr after) {
        changePlan(before, after);
        long amount = Math.subtractExact(after.mrr(), before == null ? 0 : before.mrr());
        if (amount == 0) {
            return;
        }
        var key = new AccountMrr.Key(after.accountId(), after.currency());
        var account = Objects.requireNonNull(accounts.get(key));
        var moved = account.moved(amount, on);
        accounts.put(key, moved);
        var kind = MovementKind.of(account.mrr(), moved.mrr(), account.firstPaidOn() != null);
        movements.add(new MrrMovement(
                ids.get(),
                after.subscriptionId(),
                after.accountId(),
                after.planId(),
                after.currency(),
                kind,
                amount,
                at));
        figures.add(new FigureChange(
                kind.figure(), after.currency(), on, after.planId().toString(), amount, 1));
        var cohort = YearMonth.from(Objects.requireNonNull(moved.firstPaidOn())).toString();
        figures.add(new FigureChange(Figure.COHORT_MRR, after.currency(), on, cohort, amount, kind.customers()));
    }

    private void changePlan(@Nullable SubscriptionMrr before, SubscriptionMrr after) {
        if (before != null && before.mrr() > 0) {
            figures.add(ofPlan(before, -1));
        }
        if (after.mrr() > 0) {
            figures.add(ofPlan(after, 1));
        }
    }

    private FigureChange ofPlan(SubscriptionMrr subscription, int sign) {
        return new FigureChange(
                Figure.PLAN_MRR,
                subscription.currency(),
                on,
                subscription.planId().toString(),
                sign * subscription.mrr(),
                sign);
    }

    public List<MrrMovement> movements() {
        return List.copyOf(movements);
    }

    public List<AccountMrr> accounts() {
        return List.copyOf(accounts.values());
    }

    public List<FigureChange> figures() {
        return List.copyOf(figures);
    }
}
