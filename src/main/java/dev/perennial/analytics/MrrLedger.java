package dev.perennial.analytics;

import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.UUID;

import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;
import org.springframework.transaction.annotation.Propagation;
import org.springframework.transaction.annotation.Transactional;

import dev.perennial.analytics.domain.AccountMrr;
import dev.perennial.analytics.domain.MrrMoves;
import dev.perennial.analytics.domain.SubscriptionMrr;
import dev.perennial.shared.id.UuidV7;

/** Writes down what subscriptions bring more or less than before, in the transaction that causes it. */
@Component
@Transactional(propagation = Propagation.MANDATORY)
class MrrLedger {
    private final MrrAssessment assessment;
    private final MrrStore store;
    private final FigureStore figures;

    MrrLedger(MrrAssessment assessment, MrrStore store, FigureStore figures) {
        this.assessment = assessment;
        this.store = store;
        this.figures = figures;
    }

    /** The caller holds the subscriptions. Looking again at one that did not change writes nothing. */
    void assess(Collection<UUID> subscriptionIds, Instant at) {
        var before = store.find(subscriptionIds);
        var changed = assessment.of(subscriptionIds, at).stream()
                .filter(now -> !now.equals(before.get(now.subscriptionId())))
                .toList();
        if (changed.isEmpty()) {
            return;
        }
        store.save(changed);
        var moves = new MrrMoves(hold(changed, before), UuidV7::next, at);
        changed.forEach(now -> moves.move(before.get(now.subscriptionId()), now));
        if (!moves.movements().isEmpty()) {
            store.insert(moves.movements());
            store.update(moves.accounts());
        }
        figures.add(moves.figures());
    }

    private List<AccountMrr> hold(List<SubscriptionMrr> changed, Map<UUID, SubscriptionMrr> before) {
        var accounts = changed.stream()
                .filter(now -> now.mrr() != mrrOf(before.get(now.subscriptionId())))
                .map(now -> new AccountMrr.Key(now.accountId(), now.currency()))
                .distinct()
                .toList();
        return accounts.isEmpty() ? List.of() : store.hold(accounts);
    }

    private static long mrrOf(@Nullable SubscriptionMrr subscription) {
        return subscription == null ? 0 : subscription.mrr();
    }
}
