package dev.perennial.dunning;

import java.time.Clock;
import java.time.Instant;
import java.time.ZoneId;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.UUID;

import jakarta.persistence.EntityManager;
import jakarta.persistence.LockModeType;

import org.jspecify.annotations.Nullable;
import org.springframework.context.ApplicationEventPublisher;
import org.springframework.stereotype.Component;
import org.springframework.transaction.annotation.Propagation;
import org.springframework.transaction.annotation.Transactional;

import dev.perennial.account.BillingProfiles;
import dev.perennial.account.DunningStatus;
import dev.perennial.account.DunningStatuses;
import dev.perennial.dunning.domain.CaseState;
import dev.perennial.dunning.domain.Slot;
import dev.perennial.dunning.domain.StepKind;
import dev.perennial.invoice.InvoiceService;
import dev.perennial.invoice.InvoiceSettlement;
import dev.perennial.invoice.InvoiceSnapshot;
import dev.perennial.payment.Attempts;
import dev.perennial.payment.PaymentSnapshot;
import dev.perennial.payment.domain.PaymentStatus;
import dev.perennial.shared.billing.CollectionMethod;
import dev.perennial.shared.id.UuidV7;

/** What payments and debts do to cases, in the transaction in which they happen; the invoice is held by the caller. */
@Component
@Transactional(propagation = Propagation.MANDATORY)
class DunningCases {
    private final DunningCaseRepository cases;
    private final EntityManager entities;
    private final StepLog steps;
    private final Schedules schedules;
    private final BillingProfiles accounts;
    private final DunningStatuses statuses;
    private final InvoiceService invoices;
    private final InvoiceSettlement settlement;
    private final Attempts attempts;
    private final ApplicationEventPublisher events;
    private final Clock clock;

    DunningCases(
            DunningCaseRepository cases,
            EntityManager entities,
            StepLog steps,
            Schedules schedules,
            BillingProfiles accounts,
            DunningStatuses statuses,
            InvoiceService invoices,
            InvoiceSettlement settlement,
            Attempts attempts,
            ApplicationEventPublisher events,
            Clock clock) {
        this.cases = cases;
        this.entities = entities;
        this.steps = steps;
        this.schedules = schedules;
        this.accounts = accounts;
        this.statuses = statuses;
        this.invoices = invoices;
        this.settlement = settlement;
        this.attempts = attempts;
        this.events = events;
        this.clock = clock;
    }

    /** An attempt failed, or waits for the customer. */
    void attemptFailed(PaymentSnapshot payment) {
        var invoice = invoices.get(payment.invoiceId());
        var account = accounts.living(invoice.accountId());
        if (invoice.collection() != CollectionMethod.AUTOMATIC
                || !invoice.status().isAwaited()
                || account.isEmpty()) {
            return;
        }
        var schedule = schedules.of(account.get());
        var found = holdOf(invoice);
        if (found.isEmpty()) {
            open(invoice, payment, schedule.afterAttempt(0, now()), schedule.pastDueAt(dueAt(invoice)));
            return;
        }
        var dunningCase = found.get();
        dunningCase.noteRefusal(attempts.wasRefusedForGood(payment.id()), payment.paymentMethodId());
        var method = account.get().defaultPaymentMethodId();
        if (payment.status() == PaymentStatus.FAILED
                && method != null
                && !Objects.equals(method, payment.paymentMethodId())) {
            // Another method came while this attempt was under way.
            dunningCase.askRetry(now());
        }
        settlement.planAttempt(invoice.id(), dunningCase.nextAttemptAt());
        if (schedule.isLastAttempt(dunningCase.slot())) {
            lastNotice(dunningCase, payment.id());
        } else {
            publish(DunningEvent.Kind.ATTEMPT_FAILED, dunningCase, payment.id());
        }
    }

    private void open(InvoiceSnapshot invoice, PaymentSnapshot payment, Slot next, Instant pastDueAt) {
        var dunningCase = new DunningCase(UuidV7.next(), invoice, next, pastDueAt, true, now());
        dunningCase.noteRefusal(attempts.wasRefusedForGood(payment.id()), payment.paymentMethodId());
        cases.saveAndFlush(dunningCase);
        steps.unplanned(dunningCase, StepKind.FIRST_FAILURE, payment.id());
        statuses.change(invoice.accountId(), DunningStatus.WARNING);
        settlement.planAttempt(invoice.id(), dunningCase.nextAttemptAt());
        publish(DunningEvent.Kind.OPENED, dunningCase, payment.id());
    }

    /** Nothing is owed any more, or the tenant gave the debt up. */
    void debtGone(InvoiceSnapshot invoice) {
        if (cases.findByInvoiceId(invoice.id()).isEmpty()) {
            return;
        }
        holdOf(invoice).ifPresent(dunningCase -> {
            close(dunningCase);
            if (!cases.owesAnythingLate(invoice.accountId())) {
                statuses.change(invoice.accountId(), DunningStatus.ACTIVE);
            }
        });
    }

    /** The tenant gave a debt up before the schedule was through. What the final action gives up goes on to count. */
    void givenUp(InvoiceSnapshot invoice) {
        if (cases.findByInvoiceId(invoice.id())
                .filter(dunningCase -> dunningCase.state() == CaseState.OPEN)
                .isPresent()) {
            debtGone(invoice);
        }
    }

    /** Part of a late debt was paid: that is worth patience, and the schedule begins anew. */
    void partlyPaid(InvoiceSnapshot invoice) {
        if (cases.findByInvoiceId(invoice.id()).isEmpty()) {
            return;
        }
        holdOf(invoice).filter(DunningCase::isLate).ifPresent(dunningCase -> {
            var schedule = schedules.in(zoneOf(invoice));
            var next =
                    dunningCase.isCharged() ? schedule.afterAttempt(0, now()) : schedule.afterReminder(0, now(), now());
            dunningCase.restart(next, now());
            cases.flush();
            steps.unplanned(dunningCase, StepKind.RESTARTED, null);
            settlement.planAttempt(invoice.id(), dunningCase.nextAttemptAt());
            publish(DunningEvent.Kind.RESTARTED, dunningCase, null);
        });
    }

    /** A closed account is asked for nothing. The caller holds it. */
    void accountClosed(UUID accountId) {
        for (var dunningCase : cases.findLivingOf(accountId)) {
            entities.refresh(dunningCase, LockModeType.PESSIMISTIC_WRITE);
            close(dunningCase);
        }
    }

    /** Tells the customer for the last time. The account is held. */
    void lastNotice(DunningCase dunningCase, @Nullable UUID paymentId) {
        cases.flush();
        statuses.change(dunningCase.accountId(), DunningStatus.WARNING);
        statuses.change(dunningCase.accountId(), DunningStatus.BLOCKED);
        publish(DunningEvent.Kind.LAST_NOTICE, dunningCase, paymentId);
    }

    /** Holds the account and the case of an invoice; empty when there is none that still matters. */
    Optional<DunningCase> holdOf(InvoiceSnapshot invoice) {
        statuses.lock(invoice.accountId());
        var found = cases.findByInvoiceId(invoice.id());
        found.ifPresent(dunningCase -> entities.refresh(dunningCase, LockModeType.PESSIMISTIC_WRITE));
        return found.filter(dunningCase -> dunningCase.state() != CaseState.CLOSED);
    }

    void publish(DunningEvent.Kind kind, DunningCase dunningCase, @Nullable UUID paymentId) {
        cases.flush();
        events.publishEvent(new DunningEvent(kind, dunningCase.snapshot(), paymentId, now()));
    }

    private void close(DunningCase dunningCase) {
        if (dunningCase.state() == CaseState.CLOSED) {
            return;
        }
        dunningCase.close(now());
        cases.flush();
        steps.unplanned(dunningCase, StepKind.CLOSED, null);
        publish(DunningEvent.Kind.CLOSED, dunningCase, null);
    }

    private ZoneId zoneOf(InvoiceSnapshot invoice) {
        var id = invoice.accountId();
        return Objects.requireNonNull(accounts.zones(List.of(id)).get(id));
    }

    private static Instant dueAt(InvoiceSnapshot invoice) {
        return Objects.requireNonNull(invoice.dueAt());
    }

    private Instant now() {
        return clock.instant();
    }
}
