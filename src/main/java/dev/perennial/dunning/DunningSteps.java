package dev.perennial.dunning;

import java.time.Instant;
import java.util.Objects;
import java.util.Optional;
import java.util.UUID;

import jakarta.persistence.EntityManager;

import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;
import org.springframework.transaction.annotation.Propagation;
import org.springframework.transaction.annotation.Transactional;

import dev.perennial.account.BillingProfile;
import dev.perennial.account.BillingProfiles;
import dev.perennial.account.DunningStatus;
import dev.perennial.account.DunningStatuses;
import dev.perennial.dunning.domain.Schedule;
import dev.perennial.dunning.domain.StepKind;
import dev.perennial.invoice.InvoiceService;
import dev.perennial.invoice.InvoiceSettlement;
import dev.perennial.invoice.InvoiceSnapshot;
import dev.perennial.payment.Attempts;
import dev.perennial.payment.PaymentQueue;
import dev.perennial.payment.domain.PaymentStatus;

/**
 * Takes single steps that are due, each in a transaction of its own. The invoice is held first, so a payment of it cannot
 * be settled meanwhile; whoever comes second finds nothing due.
 */
@Component
class DunningSteps {
    private final DunningCaseRepository cases;
    private final DunningCases changes;
    private final EntityManager entities;
    private final StepLog steps;
    private final Schedules schedules;
    private final BillingProfiles accounts;
    private final DunningStatuses statuses;
    private final InvoiceService invoices;
    private final InvoiceSettlement settlement;
    private final Attempts attempts;
    private final PaymentQueue queue;

    DunningSteps(
            DunningCaseRepository cases,
            DunningCases changes,
            EntityManager entities,
            StepLog steps,
            Schedules schedules,
            BillingProfiles accounts,
            DunningStatuses statuses,
            InvoiceService invoices,
            InvoiceSettlement settlement,
            Attempts attempts,
            PaymentQueue queue) {
        this.cases = cases;
        this.changes = changes;
        this.entities = entities;
        this.steps = steps;
        this.schedules = schedules;
        this.accounts = accounts;
        this.statuses = statuses;
        this.invoices = invoices;
        this.settlement = settlement;
        this.attempts = attempts;
        this.queue = queue;
    }

    /**
     * What is to be done outside of the transaction.
     *
     * @param payment an attempt that was queued
     * @param finalActionFor the invoice for which the time of the final action has come; nothing was done about it
     */
    record Outcome(@Nullable UUID payment, @Nullable InvoiceSnapshot finalActionFor) {
        private static final Outcome DONE = new Outcome(null, null);
    }

    /** Takes the one thing of a case that is due first, if there still is one. */
    @Transactional
    public Outcome take(UUID caseId, Instant asOf) {
        var dunningCase = cases.findById(caseId).orElseThrow();
        var invoice = invoices.findForUpdate(dunningCase.invoiceId());
        entities.refresh(dunningCase);
        var account = accounts.living(invoice.accountId());
        if (account.isEmpty()) {
            statuses.lock(invoice.accountId());
            changes.accountClosed(invoice.accountId());
            return Outcome.DONE;
        }
        if (dunningCase.isPastDueBy(asOf)) {
            return becomePastDue(invoice);
        }
        if (dunningCase.isRetryAskedBy(asOf)) {
            return retryOutOfTurn(invoice, account.get());
        }
        return dunningCase.isStepDueBy(asOf) ? takeStep(dunningCase, invoice, account.get(), asOf) : Outcome.DONE;
    }

    private Outcome becomePastDue(InvoiceSnapshot invoice) {
        // Before the account is held: it may hold the subscription, and everybody takes that first.
        settlement.becomePastDue(invoice.id());
        changes.holdOf(invoice).ifPresent(dunningCase -> {
            dunningCase.notePastDue();
            cases.flush();
            steps.unplanned(dunningCase, StepKind.PAST_DUE, null);
            statuses.change(invoice.accountId(), DunningStatus.WARNING);
        });
        return Outcome.DONE;
    }

    private Outcome retryOutOfTurn(InvoiceSnapshot invoice, BillingProfile account) {
        // With an attempt under way, the outcome of that decides whether there is another.
        boolean possible = account.defaultPaymentMethodId() != null
                && invoice.status().isAwaited()
                && attempts.inFlight(invoice.id()).isEmpty();
        var payment = possible ? queue.enqueueNext(invoice, account) : null;
        changes.holdOf(invoice).ifPresent(dunningCase -> {
            dunningCase.retryDone();
            cases.flush();
            if (payment != null) {
                steps.unplanned(dunningCase, StepKind.NEW_METHOD, payment);
            }
        });
        return new Outcome(payment, null);
    }

    private Outcome takeStep(DunningCase seen, InvoiceSnapshot invoice, BillingProfile account, Instant asOf) {
        var schedule = schedules.of(account);
        var inFlight = attempts.inFlight(invoice.id());
        if (isBeingPaid(inFlight)) {
            putOff(invoice, asOf, schedule.dayLater(asOf));
            return Outcome.DONE;
        }
        return switch (Objects.requireNonNull(seen.nextStep())) {
            case RETRY -> retry(seen, invoice, account, schedule, inFlight, asOf);
            case REMINDER, LAST_NOTICE -> remind(invoice, schedule, asOf);
            case FINAL_ACTION -> new Outcome(null, invoice);
            case FIRST_FAILURE, PAST_DUE, WAITED, NEW_METHOD, RESTARTED, CLOSED ->
                throw new IllegalStateException(seen.nextStep() + " is no step of a schedule");
        };
    }

    private void putOff(InvoiceSnapshot invoice, Instant asOf, Instant until) {
        changes.holdOf(invoice).ifPresent(dunningCase -> {
            dunningCase.putOff(asOf, until);
            settlement.planAttempt(invoice.id(), dunningCase.nextAttemptAt());
        });
    }

    private Outcome retry(
            DunningCase seen,
            InvoiceSnapshot invoice,
            BillingProfile account,
            Schedule schedule,
            Optional<PaymentStatus> inFlight,
            Instant asOf) {
        boolean waits = inFlight.isPresent() || seen.isRefused(account.defaultPaymentMethodId());
        var payment = waits ? null : queue.enqueueNext(invoice, account);
        changes.holdOf(invoice).ifPresent(dunningCase -> {
            steps.planned(dunningCase, waits ? StepKind.WAITED : StepKind.RETRY, payment);
            dunningCase.advance(schedule.afterAttempt(dunningCase.nextSlot(), asOf));
            settlement.planAttempt(invoice.id(), dunningCase.nextAttemptAt());
            if (waits && schedule.isLastAttempt(dunningCase.slot())) {
                changes.lastNotice(dunningCase, null);
            } else if (waits) {
                changes.publish(DunningEvent.Kind.METHOD_AWAITED, dunningCase, null);
            }
        });
        return new Outcome(payment, null);
    }

    private Outcome remind(InvoiceSnapshot invoice, Schedule schedule, Instant asOf) {
        changes.holdOf(invoice).ifPresent(dunningCase -> {
            var kind = Objects.requireNonNull(dunningCase.nextStep());
            steps.planned(dunningCase, kind, null);
            dunningCase.advance(schedule.afterReminder(dunningCase.nextSlot(), dunningCase.anchorAt(), asOf));
            if (kind == StepKind.LAST_NOTICE) {
                changes.lastNotice(dunningCase, null);
            } else {
                changes.publish(DunningEvent.Kind.REMINDED, dunningCase, null);
            }
        });
        return Outcome.DONE;
    }

    /**
     * Whether the final action is due, asked by who holds the subscription. Holds the invoice, so that this stays true;
     * no if somebody else holds it.
     */
    @Transactional(propagation = Propagation.MANDATORY)
    public boolean isFinalActionDue(UUID caseId, Instant asOf) {
        var dunningCase = cases.findById(caseId).orElseThrow();
        var invoice = invoices.findUnlessHeld(dunningCase.invoiceId());
        entities.refresh(dunningCase);
        return invoice.isPresent()
                && dunningCase.isStepDueBy(asOf)
                && dunningCase.nextStep() == StepKind.FINAL_ACTION
                && !isBeingPaid(attempts.inFlight(invoice.get().id()));
    }

    /** An attempt that waits for the customer does not count: he has not confirmed it. */
    private static boolean isBeingPaid(Optional<PaymentStatus> inFlight) {
        return inFlight.isPresent() && inFlight.get() != PaymentStatus.REQUIRES_ACTION;
    }

    /** Notes that the final action was taken; giving the invoice up belongs to it. */
    @Transactional
    public void exhaust(UUID caseId, boolean giveUp, Instant asOf) {
        var invoice =
                invoices.findForUpdate(cases.findById(caseId).orElseThrow().invoiceId());
        changes.holdOf(invoice)
                .filter(dunningCase -> dunningCase.isStepDueBy(asOf) && dunningCase.nextStep() == StepKind.FINAL_ACTION)
                .ifPresent(dunningCase -> {
                    steps.planned(dunningCase, StepKind.FINAL_ACTION, null);
                    dunningCase.exhaust();
                    changes.publish(DunningEvent.Kind.EXHAUSTED, dunningCase, null);
                    if (giveUp) {
                        settlement.markUncollectible(invoice.id());
                    }
                });
    }

    /** Puts off what cannot be done, so that the rest goes on. */
    @Transactional
    public void putOff(UUID caseId, Instant asOf, Instant until) {
        var invoice =
                invoices.findForUpdate(cases.findById(caseId).orElseThrow().invoiceId());
        putOff(invoice, asOf, until);
    }
}
