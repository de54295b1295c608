package dev.perennial.dunning;

import java.time.Instant;
import java.util.List;
import java.util.Objects;

import org.springframework.jdbc.core.JdbcOperations;
import org.springframework.stereotype.Component;
import org.springframework.transaction.annotation.Propagation;
import org.springframework.transaction.annotation.Transactional;

import dev.perennial.account.BillingProfiles;
import dev.perennial.dunning.domain.CaseState;
import dev.perennial.dunning.domain.Slot;
import dev.perennial.invoice.InvoiceSnapshot;
import dev.perennial.platform.persistence.BulkInsert;
import dev.perennial.shared.billing.CollectionMethod;
import dev.perennial.shared.id.UuidV7;

/**
 * Invoices that customers pay by themselves: each gets its reminders when it is issued, a chunk of them in one
 * statement.
 */
@Component
class SentInvoices {
    private final BillingProfiles accounts;
    private final Schedules schedules;
    private final JdbcOperations bulk;
    private final BulkInsert<Sent> insert = new BulkInsert<Sent>("dunning_case")
            .column("id", "uuid", sent -> UuidV7.next())
            .column("invoice_id", "uuid", sent -> sent.invoice().id())
            .column("account_id", "uuid", sent -> sent.invoice().accountId())
            .column("collection", "text", sent -> sent.invoice().collection())
            .column("state", "text", sent -> CaseState.OPEN)
            .column("late", "boolean", sent -> false)
            .column("round", "int", sent -> 1)
            .column("slot", "int", sent -> 0)
            .column("next_slot", "int", sent -> sent.first().number())
            .column("next_step", "text", sent -> sent.first().kind())
            .column("next_step_at", "timestamptz", sent -> sent.first().at())
            .column("past_due_at", "timestamptz", Sent::pastDueAt)
            .column("anchor_at", "timestamptz", sent -> sent.invoice().dueAt())
            .column("refused", "boolean", sent -> false)
            .column("opened_at", "timestamptz", sent -> sent.invoice().issuedAt())
            .column("version", "bigint", sent -> 0);

    private record Sent(InvoiceSnapshot invoice, Slot first, Instant pastDueAt) {}

    SentInvoices(BillingProfiles accounts, Schedules schedules, JdbcOperations bulk) {
        this.accounts = accounts;
        this.schedules = schedules;
        this.bulk = bulk;
    }

    /** Plans the reminders of those that are to be sent. */
    @Transactional(propagation = Propagation.MANDATORY)
    void issued(List<InvoiceSnapshot> invoices) {
        var sent = invoices.stream()
                .filter(invoice -> invoice.collection() == CollectionMethod.SEND_INVOICE && invoice.amountDue() > 0)
                .toList();
        if (sent.isEmpty()) {
            return;
        }
        var zones = accounts.zones(
                sent.stream().map(InvoiceSnapshot::accountId).distinct().toList());
        var planner = schedules.planner();
        insert.execute(
                bulk,
                sent.stream()
                        .map(invoice -> {
                            var schedule = planner.apply(Objects.requireNonNull(zones.get(invoice.accountId())));
                            var dueAt = Objects.requireNonNull(invoice.dueAt());
                            var issuedAt = Objects.requireNonNull(invoice.issuedAt());
                            return new Sent(
                                    invoice, schedule.afterReminder(0, dueAt, issuedAt), schedule.pastDueAt(dueAt));
                        })
                        .toList());
    }
}
