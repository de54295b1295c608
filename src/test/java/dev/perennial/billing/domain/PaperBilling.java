package dev.perennial.billing.domain;

import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.UUID;

import org.jspecify.annotations.Nullable;

import dev.perennial.invoice.domain.BilledLine;
import dev.perennial.invoice.domain.DraftLine;
import dev.perennial.invoice.domain.InvoiceDraft;
import dev.perennial.invoice.domain.LineType;
import dev.perennial.invoice.domain.ServedLine;
import dev.perennial.plan.PlanTerms;
import dev.perennial.plan.pricing.Charge;
import dev.perennial.shared.billing.CollectionMethod;
import dev.perennial.shared.time.BillingInterval;
import dev.perennial.shared.time.Granularity;
import dev.perennial.shared.time.Period;
import dev.perennial.subscription.BillingState;
import dev.perennial.subscription.Position;
import dev.perennial.subscription.SubscriptionSnapshot;
import dev.perennial.subscription.domain.ServicePeriods;
import dev.perennial.subscription.domain.SubscriptionStatus;

/**
 * A subscription that is billed on paper: the pure functions of billing, one after the other, with lists in place of a
 * database. It keeps what the services keep, so stories can be told in microseconds.
 */
public final class PaperBilling {
    private final ZoneId zone;
    private final Granularity granularity;
    private final Instant startAt;
    private final List<InvoiceDraft> invoices = new ArrayList<>();
    private final List<DraftLine> waiting = new ArrayList<>();
    private final List<LateUsage> late = new ArrayList<>();
    private final Map<String, Long> discounts = new HashMap<>();
    private long discountPercent;
    private Usage usage = Usage.NONE;
    private SubscriptionStatus status;
    private Terms present;
    private @Nullable Terms pending;
    private Terms arrears;
    private Position position;
    private @Nullable Instant trialEnd;
    private @Nullable Instant pausedAt;
    private boolean cancelAtPeriodEnd;
    private Instant now;

    private PaperBilling(
            Terms terms, ZoneId zone, Granularity granularity, Instant at, int trialDays, @Nullable LocalDate anchor) {
        this.zone = zone;
        this.granularity = granularity;
        this.present = terms;
        this.arrears = terms;
        this.now = at;
        this.startAt = granularity.startOf(at, zone);
        this.trialEnd =
                trialDays == 0 ? null : startAt.atZone(zone).plusDays(trialDays).toInstant();
        var serviceStart = trialEnd == null ? startAt : trialEnd;
        var interval = terms.plan().interval();
        var periods = anchor == null
                ? ServicePeriods.from(serviceStart, zone, interval, granularity)
                : ServicePeriods.onGrid(serviceStart, zone, anchor, interval, granularity);
        this.status = trialEnd == null ? SubscriptionStatus.ACTIVE : SubscriptionStatus.TRIALING;
        this.position = new Position(
                periods.grid().anchor(),
                serviceStart,
                trialEnd == null ? null : new Period(startAt, trialEnd),
                periods.firstIndex(),
                serviceStart,
                BillingState.Arrears.WHOLE_PERIOD);
        runTo(at);
    }

    /** Sells a plan at an instant and bills what is due then. */
    public static PaperBilling sell(
            Terms terms, ZoneId zone, Granularity granularity, Instant at, int trialDays, @Nullable LocalDate anchor) {
        return new PaperBilling(terms, zone, granularity, at, trialDays, anchor);
    }

    public static Terms terms(String code, BillingInterval interval, long quantity, Charge... charges) {
        var version = UUID.nameUUIDFromBytes(code.getBytes(StandardCharsets.UTF_8));
        return new Terms(new PlanTerms(version, version, code, 1, interval, 0, 0, List.of(charges)), quantity);
    }

    /** Bills everything that falls due up to an instant, in time order. */
    public PaperBilling runTo(Instant target) {
        while (position.nextBillAt() != null && !position.nextBillAt().isAfter(target)) {
            now = position.nextBillAt();
            step();
        }
        now = target;
        return this;
    }

    private void step() {
        if (status == SubscriptionStatus.PAUSED) {
            resumeNow();
        } else if (cancelAtPeriodEnd) {
            if (billed().isInPeriod()) {
                issue(Ending.atPeriodEnd(billed()));
            }
            end();
        } else {
            var period = PeriodInvoice.of(billed());
            issue(period.draft());
            present = billed().next();
            pending = null;
            arrears = present;
            status = SubscriptionStatus.ACTIVE;
            boolean sameGrid = period.periods().grid().anchor().equals(position.gridAnchor());
            position = new Position(
                    period.periods().grid().anchor(),
                    sameGrid ? position.serviceStart() : period.period().start(),
                    period.period(),
                    period.nextIndex(),
                    period.period().end(),
                    BillingState.Arrears.WHOLE_PERIOD);
        }
    }

    public PaperBilling change(Terms next, Proration proration, Instant at) {
        runTo(at);
        var step = TermsChange.now(billed(), next, proration, notCredited(), at);
        boolean waits = proration == Proration.NEXT_INVOICE
                && next.plan().interval().equals(present.plan().interval());
        var keptArrears = step.position().arrears().versionId() == null ? next : arrears;
        if (waits) {
            step.draft().lines().forEach(line -> waiting.add(withId(line)));
        } else {
            issue(step.draft());
        }
        present = next;
        pending = null;
        arrears = keptArrears;
        position = step.position();
        return this;
    }

    /** What a change would cost, without making it. */
    public InvoiceDraft previewChange(Terms next, Instant at) {
        runTo(at);
        return TermsChange.now(billed(), next, Proration.INVOICE_NOW, notCredited(), at)
                .draft();
    }

    public PaperBilling changeAtPeriodEnd(Terms next) {
        pending = next;
        return this;
    }

    public PaperBilling cancelAtPeriodEnd() {
        cancelAtPeriodEnd = true;
        return this;
    }

    public PaperBilling cancel(boolean creditUnusedTime, Instant at) {
        runTo(at);
        issue(Ending.now(billed(), creditUnusedTime ? notCredited() : List.of(), at));
        end();
        return this;
    }

    public PaperBilling pause(@Nullable Instant resumeAt, Instant at) {
        runTo(at);
        status = SubscriptionStatus.PAUSED;
        pausedAt = at;
        position = new Position(
                position.gridAnchor(),
                position.serviceStart(),
                position.period(),
                position.nextPeriodIndex(),
                resumeAt,
                position.arrears());
        return this;
    }

    public PaperBilling resume(Instant at) {
        runTo(at);
        if (status == SubscriptionStatus.PAUSED) {
            resumeNow();
        }
        return this;
    }

    private void resumeNow() {
        var newTrialEnd = Pause.trialEndAfter(billed(), now);
        if (newTrialEnd != null) {
            position = Pause.resumeTrial(billed(), newTrialEnd).position();
            trialEnd = newTrialEnd;
            status = SubscriptionStatus.TRIALING;
        } else {
            var step = Pause.resume(billed(), notCredited(), now);
            issue(step.draft());
            present = billed().next();
            pending = null;
            arrears = present;
            position = step.position();
            status = SubscriptionStatus.ACTIVE;
        }
        pausedAt = null;
    }

    public PaperBilling tryUntil(Instant end, boolean creditUnusedTime, Instant at) {
        runTo(at);
        var boundary = granularity.startOf(end, zone);
        var step = Trial.change(billed(), boundary, creditUnusedTime, notCredited(), at);
        issue(step.draft());
        position = step.position();
        trialEnd = boundary;
        status = SubscriptionStatus.TRIALING;
        return runTo(at);
    }

    /** What is used, whenever it is asked. */
    public PaperBilling uses(Usage newUsage) {
        usage = newUsage;
        return this;
    }

    /** Something was used in a period that is billed already: the next invoice looks at it again. */
    public PaperBilling usedLate(Period period) {
        var billed = new HashMap<String, LateUsage.Billed>();
        for (var line : lines()) {
            if (line.type() == LineType.USAGE && period.equals(line.period())) {
                billed.put(String.valueOf(line.chargeCode()), new LateUsage.Billed(line.quantity(), line.amount()));
            }
        }
        late.add(new LateUsage(period, present, billed, List.of()));
        return this;
    }

    /** Every line from now on gets this discount. */
    public PaperBilling discount(long percent) {
        discountPercent = percent;
        return this;
    }

    /** Every line of one charge from now on gets this discount, minor units. */
    public PaperBilling discount(String chargeCode, long amount) {
        discounts.put(chargeCode, amount);
        return this;
    }

    public List<InvoiceDraft> invoices() {
        return invoices;
    }

    public InvoiceDraft lastInvoice() {
        return invoices.getLast();
    }

    public List<DraftLine> lines() {
        return invoices.stream().flatMap(invoice -> invoice.lines().stream()).toList();
    }

    /** Everything billed so far, minor units, before discounts. */
    public long total() {
        return invoices.stream().mapToLong(InvoiceDraft::total).sum();
    }

    public boolean isEnded() {
        return status == SubscriptionStatus.CANCELLED;
    }

    public boolean isPaused() {
        return status == SubscriptionStatus.PAUSED;
    }

    public boolean isTrialing() {
        return status == SubscriptionStatus.TRIALING;
    }

    public Terms present() {
        return present;
    }

    public LocalDateTime gridAnchor() {
        return position.gridAnchor();
    }

    /** The period it is in, or its trial. */
    public @Nullable Period currentPeriod() {
        return position.period();
    }

    public @Nullable Instant nextBillAt() {
        return position.nextBillAt();
    }

    private void issue(InvoiceDraft draft) {
        if (!draft.lines().isEmpty()) {
            var lines = draft.lines().stream().map(PaperBilling::withId).toList();
            waiting.removeAll(draft.lines());
            late.clear();
            invoices.add(new InvoiceDraft(
                    draft.accountId(),
                    draft.subscriptionId(),
                    draft.kind(),
                    draft.reason(),
                    draft.currency(),
                    draft.collection(),
                    draft.netTermsDays(),
                    draft.period(),
                    lines));
        }
    }

    private void end() {
        status = SubscriptionStatus.CANCELLED;
        position = new Position(
                position.gridAnchor(),
                position.serviceStart(),
                position.period(),
                position.nextPeriodIndex(),
                null,
                position.arrears());
    }

    private static DraftLine withId(DraftLine line) {
        return line.id() != null
                ? line
                : new DraftLine(
                        UUID.randomUUID(),
                        line.type(),
                        line.chargeCode(),
                        line.description(),
                        line.quantity(),
                        line.unitAmount(),
                        line.amount(),
                        line.period(),
                        line.explanation(),
                        line.whole(),
                        line.creditedLineId());
    }

    /** As ServedLines reads it: of invoices of the open period. */
    private List<ServedLine> served() {
        var period = position.period();
        var served = new ArrayList<ServedLine>();
        for (var invoice : invoices) {
            if (period != null
                    && !Objects.requireNonNull(invoice.period()).start().isBefore(period.start())) {
                invoice.lines()
                        .forEach(line -> ServedLine.of(new UUID(0, 2), line).ifPresent(served::add));
            }
        }
        return served;
    }

    /** As BilledTime reads it: of the open period, and not credited since. */
    private List<BilledLine> notCredited() {
        var period = position.period();
        if (period == null) {
            return List.of();
        }
        var found = new ArrayList<DraftLine>(waiting);
        for (var invoice : invoices) {
            if (!Objects.requireNonNull(invoice.period()).start().isBefore(period.start())) {
                found.addAll(invoice.lines());
            }
        }
        var credited = new HashSet<UUID>();
        found.forEach(line -> {
            if (line.creditedLineId() != null) {
                credited.add(line.creditedLineId());
            }
        });
        return found.stream()
                .filter(line -> line.type() == LineType.RECURRING || line.type() == LineType.PRORATION_CHARGE)
                .filter(line -> !credited.contains(line.id()))
                .map(line -> new BilledLine(
                        Objects.requireNonNull(line.id()),
                        new UUID(0, 2),
                        line.chargeCode(),
                        line.description(),
                        Objects.requireNonNull(line.period()),
                        line.amount(),
                        discount(line),
                        line.whole(),
                        null))
                .toList();
    }

    private long discount(DraftLine line) {
        long ofCharge = discounts.getOrDefault(String.valueOf(line.chargeCode()), 0L);
        return ofCharge + line.amount() * discountPercent / 100;
    }

    private BilledSubscription billed() {
        var period = position.period();
        var plan = present.plan();
        var snapshot = new SubscriptionSnapshot(
                new UUID(0, 2),
                new UUID(0, 1),
                new SubscriptionSnapshot.PlanReference(plan.planId(), plan.planCode(), plan.version()),
                status,
                present.quantity(),
                "USD",
                CollectionMethod.AUTOMATIC,
                null,
                startAt,
                position.gridAnchor().toLocalDate(),
                period == null ? null : period.start(),
                period == null ? null : period.end(),
                trialEnd,
                cancelAtPeriodEnd,
                null,
                null,
                pausedAt,
                null,
                null,
                invoices.isEmpty() ? null : new UUID(0, 9),
                null,
                Map.of(),
                startAt,
                now);
        var state = new BillingState(
                snapshot,
                plan.versionId(),
                pending == null ? null : pending.plan().versionId(),
                zone,
                granularity,
                position.gridAnchor(),
                position.serviceStart(),
                position.nextPeriodIndex(),
                position.nextBillAt(),
                position.arrears());
        return new BilledSubscription(
                state,
                present,
                pending,
                arrears,
                0,
                served(),
                List.copyOf(waiting),
                List.copyOf(late),
                List.of(),
                usage);
    }
}
