package dev.perennial.subscription;

import java.time.Instant;
import java.time.LocalDateTime;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.UUID;
import java.util.stream.Stream;

import org.jspecify.annotations.Nullable;

import dev.perennial.platform.persistence.Changes;
import dev.perennial.shared.time.Period;
import dev.perennial.subscription.domain.SubscriptionStatus;

/**
 * A period that was billed, and what follows it.
 *
 * @param grid where its periods begin and end from now on
 */
public record Advance(
        BillingState state,
        Period billed,
        LocalDateTime grid,
        long nextPeriodIndex,
        @Nullable UUID invoiceId) {

    UUID id() {
        return state.id();
    }

    boolean changesTerms() {
        return state.pendingVersionId() != null;
    }

    boolean startsPaying() {
        var status = state.subscription().status();
        return status == SubscriptionStatus.TRIALING || status == SubscriptionStatus.SCHEDULED;
    }

    /** What there is to tell of it. The periods that were still to be billed of one that has ended are told of by their invoices. */
    Stream<SubscriptionEvent> events(Changes changes, Instant now) {
        var before = state.subscription();
        if (before.status() == SubscriptionStatus.CANCELLED) {
            return Stream.of();
        }
        var status = startsPaying() ? SubscriptionStatus.ACTIVE : before.status();
        var after = before.billed(status, billed.start(), billed.end(), invoiceId, grid.toLocalDate(), now);
        var kind = startsPaying() || before.currentPeriodEnd() == null
                ? SubscriptionEvent.Kind.ACTIVATED
                : SubscriptionEvent.Kind.RENEWED;
        var event = new SubscriptionEvent(kind, after, previous(before), now);
        if (!changesTerms()) {
            return Stream.of(event);
        }
        var changed = new SubscriptionEvent(SubscriptionEvent.Kind.CHANGED, after, changes.between(before, after), now);
        return Stream.of(changed, event);
    }

    private Map<String, Object> previous(SubscriptionSnapshot before) {
        var previous = new LinkedHashMap<String, Object>();
        previous.put("current_period_start", before.currentPeriodStart());
        previous.put("current_period_end", before.currentPeriodEnd());
        previous.put("latest_invoice_id", before.latestInvoiceId());
        if (startsPaying()) {
            previous.put("status", before.status());
        }
        return previous;
    }
}
