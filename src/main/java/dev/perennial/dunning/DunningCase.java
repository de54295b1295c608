package dev.perennial.dunning;

import java.time.Instant;
import java.util.Objects;
import java.util.UUID;

import jakarta.persistence.Entity;
import jakarta.persistence.EnumType;
import jakarta.persistence.Enumerated;
import jakarta.persistence.Id;
import jakarta.persistence.Version;

import org.hibernate.annotations.TenantId;
import org.jspecify.annotations.Nullable;

import dev.perennial.dunning.domain.CaseState;
import dev.perennial.dunning.domain.Slot;
import dev.perennial.dunning.domain.StepKind;
import dev.perennial.invoice.InvoiceSnapshot;
import dev.perennial.shared.billing.CollectionMethod;

/** The chase of one invoice: where it stands, and what comes next. */
@Entity
@SuppressWarnings("UnusedVariable") // Hibernate reads the fields
class DunningCase {
    @Id
    private UUID id;

    @TenantId
    private UUID tenantId;

    private UUID invoiceId;
    private UUID accountId;

    @Enumerated(EnumType.STRING)
    private CollectionMethod collection;

    @Enumerated(EnumType.STRING)
    private CaseState state;

    private boolean late;
    private int round;
    private int slot;

    @Enumerated(EnumType.STRING)
    private @Nullable StepKind nextStep;

    private @Nullable Integer nextSlot;
    private @Nullable Instant nextStepAt;
    private @Nullable Instant pastDueAt;
    private @Nullable Instant retryAt;
    private Instant anchorAt;
    private boolean refused;
    private @Nullable UUID refusedMethodId;
    private Instant openedAt;
    private @Nullable Instant closedAt;

    @Version
    private long version;

    @SuppressWarnings("NullAway.Init") // for Hibernate
    protected DunningCase() {}

    @SuppressWarnings("NullAway.Init") // tenantId is set by Hibernate
    DunningCase(UUID id, InvoiceSnapshot invoice, Slot next, Instant pastDueAt, boolean late, Instant now) {
        this.id = id;
        this.invoiceId = invoice.id();
        this.accountId = invoice.accountId();
        this.collection = invoice.collection();
        this.state = CaseState.OPEN;
        this.late = late;
        this.round = 1;
        this.pastDueAt = pastDueAt;
        this.anchorAt = Objects.requireNonNull(invoice.dueAt());
        this.openedAt = now;
        plan(next);
    }

    private void plan(Slot next) {
        nextSlot = next.number();
        nextStep = next.kind();
        nextStepAt = next.at();
    }

    /** The planned step is taken; {@code next} follows it. */
    void advance(Slot next) {
        slot = nextSlot();
        plan(next);
    }

    /** What is due by {@code asOf} comes later. */
    void putOff(Instant asOf, Instant until) {
        nextStepAt = isReached(nextStepAt, asOf) ? until : nextStepAt;
        pastDueAt = isReached(pastDueAt, asOf) ? until : pastDueAt;
        retryAt = isReached(retryAt, asOf) ? null : retryAt;
    }

    /** Takes note of whether a method was declined for good; null for none at all. */
    void noteRefusal(boolean isRefused, @Nullable UUID methodId) {
        refused = isRefused;
        refusedMethodId = isRefused ? methodId : null;
    }

    /** Whether an attempt with this method could only fail again. */
    boolean isRefused(@Nullable UUID methodId) {
        return refused && Objects.equals(methodId, refusedMethodId);
    }

    void notePastDue() {
        late = true;
        pastDueAt = null;
    }

    /** Tries once out of turn, at once. */
    void askRetry(Instant now) {
        retryAt = now;
    }

    void retryDone() {
        retryAt = null;
    }

    /** Part of the debt was paid: the schedule begins anew. */
    void restart(Slot next, Instant now) {
        become(CaseState.OPEN);
        round++;
        slot = 0;
        anchorAt = now;
        plan(next);
    }

    /** Everything was tried. */
    void exhaust() {
        become(CaseState.EXHAUSTED);
        slot = nextSlot();
        planNothing();
        retryAt = null;
    }

    /** Nothing is owed any more, or nobody asks for it. */
    void close(Instant now) {
        become(CaseState.CLOSED);
        planNothing();
        pastDueAt = null;
        retryAt = null;
        closedAt = now;
    }

    private void planNothing() {
        nextSlot = null;
        nextStep = null;
        nextStepAt = null;
    }

    private void become(CaseState next) {
        if (state != next && !state.canBecome(next)) {
            throw new IllegalStateException("A case that is " + state + " cannot become " + next);
        }
        state = next;
    }

    UUID id() {
        return id;
    }

    UUID invoiceId() {
        return invoiceId;
    }

    UUID accountId() {
        return accountId;
    }

    CaseState state() {
        return state;
    }

    boolean isLate() {
        return late;
    }

    boolean isCharged() {
        return collection == CollectionMethod.AUTOMATIC;
    }

    int round() {
        return round;
    }

    int slot() {
        return slot;
    }

    /** The number of the planned step. */
    int nextSlot() {
        return Objects.requireNonNull(nextSlot);
    }

    Instant anchorAt() {
        return anchorAt;
    }

    @Nullable StepKind nextStep() {
        return nextStep;
    }

    @Nullable Instant nextStepAt() {
        return nextStepAt;
    }

    boolean isPastDueBy(Instant asOf) {
        return isReached(pastDueAt, asOf);
    }

    boolean isRetryAskedBy(Instant asOf) {
        return isReached(retryAt, asOf);
    }

    boolean isStepDueBy(Instant asOf) {
        return isReached(nextStepAt, asOf);
    }

    private static boolean isReached(@Nullable Instant at, Instant asOf) {
        return at != null && !at.isAfter(asOf);
    }

    /** When the next attempt is to be made by itself; null if none is, or if it waits for another method. */
    @Nullable Instant nextAttemptAt() {
        return nextStep == StepKind.RETRY && !refused ? nextStepAt : null;
    }

    DunningCaseSnapshot snapshot() {
        return new DunningCaseSnapshot(
                id,
                invoiceId,
                accountId,
                collection,
                state,
                round,
                slot,
                nextStep,
                nextStepAt,
                refused,
                openedAt,
                closedAt);
    }
}
