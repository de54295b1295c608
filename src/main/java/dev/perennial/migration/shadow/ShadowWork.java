package dev.perennial.migration.shadow;

import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.UUID;

import org.jspecify.annotations.Nullable;
import org.springframework.core.annotation.Order;
import org.springframework.stereotype.Component;
import org.springframework.transaction.support.TransactionTemplate;

import dev.perennial.billing.Previews;
import dev.perennial.invoice.InvoicePreview;
import dev.perennial.migration.domain.Bill;
import dev.perennial.migration.domain.BillComparison;
import dev.perennial.migration.domain.DifferenceKind;
import dev.perennial.migration.row.InvoiceRow;
import dev.perennial.migration.shadow.ShadowStore.LegacyBill;
import dev.perennial.migration.shadow.ShadowStore.Run;
import dev.perennial.platform.job.TimedWork;
import dev.perennial.platform.job.WorkerGate;
import dev.perennial.shared.id.UuidV7;
import dev.perennial.subscription.BillingState;
import dev.perennial.subscription.ImportedSubscriptions;

/**
 * Compares, some subscriptions at a time. What would be billed is asked of the code that will bill it, before the
 * transaction that writes what was found; whoever is second at the same subscriptions finds the cursor moved and writes
 * nothing.
 */
@Component
@Order(ShadowWork.BETWEEN_IMPORTS_AND_RENEWALS)
class ShadowWork implements TimedWork {
    /** What was imported is compared, and nothing that is billed since. */
    static final int BETWEEN_IMPORTS_AND_RENEWALS = RENEWALS - 40;

    private static final int BATCH_SIZE = 200;
    private final ShadowStore store;
    private final ImportedSubscriptions imported;
    private final Previews previews;
    private final TransactionTemplate transaction;
    private final WorkerGate gate;
    private final Clock clock;

    ShadowWork(
            ShadowStore store,
            ImportedSubscriptions imported,
            Previews previews,
            TransactionTemplate transaction,
            WorkerGate gate,
            Clock clock) {
        this.store = store;
        this.imported = imported;
        this.previews = previews;
        this.transaction = transaction;
        this.gate = gate;
        this.clock = clock;
    }

    @Override
    public Optional<Instant> nextDueAt() {
        return next().map(run -> clock.instant());
    }

    private Optional<Run> next() {
        return Objects.requireNonNull(transaction.execute(status -> store.next()));
    }

    @Override
    public void workUpTo(Instant asOf) {
        var run = next();
        while (gate.isOpen() && run.isPresent()) {
            step(run.get());
            run = next();
        }
    }

    private void step(Run run) {
        var batch = new Batch(run);
        var states = Objects.requireNonNull(transaction.execute(status -> batch.read()));
        if (states.isEmpty()) {
            transaction.executeWithoutResult(status -> finish(run));
            return;
        }
        batch.compare(states);
        transaction.executeWithoutResult(status -> batch.write(states.getLast().id()));
    }

    /** What is left of the other system's invoices has no counterpart. */
    private void finish(Run run) {
        var left = store.unmatched(run.snapshot());
        if (left.isEmpty()) {
            store.complete(run.snapshot().id(), clock.instant());
            return;
        }
        if (store.advance(run, run.lastId(), 0, left.size())) {
            store.insert(
                    run.snapshot().id(),
                    left.stream().map(ShadowWork::missingHere).toList());
            store.matched(
                    run.snapshot().id(),
                    left.stream().map(LegacyBill::rowNumber).toList());
        }
    }

    private static ShadowDifferenceSnapshot missingHere(LegacyBill bill) {
        var row = bill.row();
        return new ShadowDifferenceSnapshot(
                UuidV7.next(),
                null,
                row.subscriptionExternalId(),
                row.externalId(),
                DifferenceKind.MISSING_HERE,
                null,
                row.currency(),
                row.total(),
                null,
                row.subscriptionExternalId() == null
                        ? "The other system's invoice is for no subscription; bill it here by hand."
                        : "The other system bills this subscription, and here it is not imported, over, paused, or due at another"
                                + " time.");
    }

    /** Some subscriptions that are due in the range, and what the other system bills for them. */
    private final class Batch {
        private final Run run;
        private final List<ShadowDifferenceSnapshot> found = new ArrayList<>();
        private final List<Long> matched = new ArrayList<>();
        private Map<UUID, String> externalIds = Map.of();
        private Map<String, List<LegacyBill>> bills = Map.of();
        private long equal;
        private long differing;

        private Batch(Run run) {
            this.run = run;
        }

        private List<BillingState> read() {
            var due = imported.dueBetween(run.snapshot().from(), run.snapshot().to(), run.lastId(), BATCH_SIZE);
            externalIds = store.externalIds(
                    run.source(), due.stream().map(BillingState::id).toList());
            bills = store.bills(run.snapshot(), externalIds.values());
            return due;
        }

        private void compare(List<BillingState> states) {
            // Sold here, or of another source: the other system cannot know it.
            var known = states.stream()
                    .filter(state -> externalIds.containsKey(state.id()))
                    .toList();
            var upcoming = previews.upcoming(known);
            for (var state : known) {
                compare(
                        state,
                        String.valueOf(externalIds.get(state.id())),
                        Objects.requireNonNull(upcoming.get(state.id())));
            }
        }

        private void compare(BillingState state, String externalId, Previews.Upcoming upcoming) {
            var theirs = bills.getOrDefault(externalId, List.of()).stream()
                    .findFirst()
                    .orElse(null);
            int before = found.size();
            switch (upcoming) {
                case Previews.Upcoming.Invoice(var ours) -> compare(state, externalId, theirs, ours);
                case Previews.Upcoming.None(var reason) ->
                    add(
                            state.id(),
                            externalId,
                            theirs,
                            DifferenceKind.NOT_BILLABLE,
                            theirs == null ? null : theirs.row().total(),
                            null,
                            reason.detail());
            }
            if (theirs != null) {
                matched.add(theirs.rowNumber());
            }
            if (found.size() == before) {
                equal++;
            } else {
                differing++;
            }
        }

        private void compare(BillingState state, String externalId, @Nullable LegacyBill theirs, InvoicePreview ours) {
            var id = state.id();
            if (theirs == null) {
                if (ours.total() != 0) {
                    add(
                            id,
                            externalId,
                            null,
                            DifferenceKind.MISSING_THERE,
                            null,
                            ours.total(),
                            "Here " + ours.total() + " " + ours.currency() + " would be billed for "
                                    + ours.periodStart() + " to " + ours.periodEnd()
                                    + ", and the other system has no invoice for it.");
                }
                return;
            }
            for (var difference : BillComparison.of(bill(theirs.row(), state), bill(ours))) {
                found.add(new ShadowDifferenceSnapshot(
                        UuidV7.next(),
                        id,
                        externalId,
                        theirs.row().externalId(),
                        difference.kind(),
                        difference.chargeCode(),
                        ours.currency(),
                        difference.legacyAmount(),
                        difference.ourAmount(),
                        difference.explanation()));
            }
        }

        private void add(
                UUID id,
                String externalId,
                @Nullable LegacyBill theirs,
                DifferenceKind kind,
                @Nullable Long theirAmount,
                @Nullable Long ourAmount,
                String explanation) {
            found.add(new ShadowDifferenceSnapshot(
                    UuidV7.next(),
                    id,
                    externalId,
                    theirs == null ? null : theirs.row().externalId(),
                    kind,
                    null,
                    theirs == null ? null : theirs.row().currency(),
                    theirAmount,
                    ourAmount,
                    explanation));
        }

        private void write(UUID last) {
            if (store.advance(run, last, equal, differing)) {
                store.insert(run.snapshot().id(), found);
                store.matched(run.snapshot().id(), matched);
            }
        }
    }

    /** Their times move to the boundaries by which the subscription is billed here: by the day, to midnight. */
    private static Bill bill(InvoiceRow row, BillingState state) {
        return new Bill(
                row.currency(),
                boundary(row.periodStart(), state),
                boundary(row.periodEnd(), state),
                row.lines().stream()
                        .map(line -> new Bill.Line(line.chargeCode(), line.quantity(), line.amount()))
                        .toList(),
                row.subtotal(),
                row.discount(),
                row.tax(),
                row.total());
    }

    private static @Nullable Instant boundary(@Nullable Instant instant, BillingState state) {
        return instant == null ? null : state.granularity().startOf(instant, state.zone());
    }

    private static Bill bill(InvoicePreview preview) {
        return new Bill(
                preview.currency(),
                preview.periodStart(),
                preview.periodEnd(),
                preview.lines().stream()
                        .map(line -> new Bill.Line(line.chargeCode(), line.quantity(), line.amount()))
                        .toList(),
                preview.subtotal(),
                preview.discountTotal(),
                preview.taxTotal(),
                preview.total());
    }
}
