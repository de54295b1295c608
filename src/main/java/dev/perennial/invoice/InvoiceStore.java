package dev.perennial.invoice;

import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.UUID;

import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.JdbcOperations;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Repository;

import dev.perennial.invoice.domain.InvoiceStatus;
import dev.perennial.platform.persistence.BulkInsert;
import dev.perennial.platform.persistence.Rows;
import dev.perennial.platform.tenancy.CurrentTenant;

/**
 * Invoices into PostgreSQL. Written by hand rather than by Hibernate: a run inserts thousands at once, and what happens
 * to one later is a guarded update of a few columns.
 */
@Repository
class InvoiceStore {
    private final JdbcClient jdbc;
    private final JdbcOperations bulk;
    private final Rows rows;
    private final BulkInsert<InvoiceSnapshot> invoices;
    private final InvoiceLineStore lines;

    InvoiceStore(JdbcClient jdbc, JdbcOperations bulk, Rows rows) {
        this.jdbc = jdbc;
        this.bulk = bulk;
        this.rows = rows;
        this.invoices = new BulkInsert<InvoiceSnapshot>("invoice")
                .column("id", "uuid", InvoiceSnapshot::id)
                .column("number", "text", InvoiceSnapshot::number)
                .column("account_id", "uuid", InvoiceSnapshot::accountId)
                .column("subscription_id", "uuid", InvoiceSnapshot::subscriptionId)
                .column("kind", "text", InvoiceSnapshot::kind)
                .column("status", "text", InvoiceSnapshot::status)
                .column("collection", "text", InvoiceSnapshot::collection)
                .column("billing_reason", "text", InvoiceSnapshot::billingReason)
                .column("currency", "text", InvoiceSnapshot::currency)
                .column("subtotal", "bigint", InvoiceSnapshot::subtotal)
                .column("discount_total", "bigint", InvoiceSnapshot::discountTotal)
                .column("tax_total", "bigint", InvoiceSnapshot::taxTotal)
                .column("total", "bigint", InvoiceSnapshot::total)
                .column("credit_applied", "bigint", InvoiceSnapshot::creditApplied)
                .column("amount_paid", "bigint", InvoiceSnapshot::amountPaid)
                .column("amount_due", "bigint", InvoiceSnapshot::amountDue)
                .column("local_amounts", "jsonb", invoice -> rows.toJsonOrNull(invoice.localAmounts()))
                .column("period_start", "timestamptz", InvoiceSnapshot::periodStart)
                .column("period_end", "timestamptz", InvoiceSnapshot::periodEnd)
                .column("issued_at", "timestamptz", InvoiceSnapshot::issuedAt)
                .column("due_at", "timestamptz", InvoiceSnapshot::dueAt)
                .column("paid_at", "timestamptz", InvoiceSnapshot::paidAt)
                .column("awaiting_tax", "jsonb", invoice -> rows.toJsonOrNull(invoice.awaitingTax()))
                .column("metadata", "jsonb", invoice -> rows.toJson(invoice.metadata()))
                .column("version", "bigint", invoice -> 0)
                .column("created_at", "timestamptz", InvoiceSnapshot::createdAt)
                .column("updated_at", "timestamptz", InvoiceSnapshot::updatedAt)
                .computed("seller_version", NamedParties.SELLER_NOW)
                .computed("customer_version", NamedParties.customerNow("rows.account_id"));
        this.lines = new InvoiceLineStore(jdbc, bulk, rows);
    }

    void insert(List<InvoiceSnapshot> snapshots) {
        invoices.execute(bulk, snapshots);
        lines.insert(snapshots);
    }

    /**
     * Draws {@code count} numbers and returns the last. The row stays locked until commit, so a rollback leaves no gap.
     */
    long drawNumbers(int count) {
        return jdbc.sql("""
                        insert into invoice_number (tenant_id, last_number) values (:tenant, :count)
                        on conflict (tenant_id) do update set last_number = invoice_number.last_number + :count
                        returning last_number
                        """)
                .param("tenant", CurrentTenant.id())
                .param("count", count)
                .query(Long.class)
                .single();
    }

    /** Gives a draft the amounts and lines of {@code invoice}, and lets it wait for its tax. */
    void awaitTax(InvoiceSnapshot invoice) {
        lines.replace(invoice);
        update(invoice.id(), invoice.updatedAt(), """
                        subtotal = :subtotal, discount_total = :discount, tax_total = :tax, total = :total, amount_due = :amount_due,
                        awaiting_tax = :wait::jsonb
                        """)
                .param("subtotal", invoice.subtotal())
                .param("discount", invoice.discountTotal())
                .param("tax", invoice.taxTotal())
                .param("total", invoice.total())
                .param("amount_due", invoice.amountDue())
                .param("wait", rows.toJsonOrNull(invoice.awaitingTax()))
                .update();
    }

    void changeTaxWait(UUID id, TaxWait wait, Instant now) {
        update(id, now, "awaiting_tax = :wait::jsonb")
                .param("wait", rows.toJson(wait))
                .update();
    }

    /** Makes a draft final, with the amounts and lines of {@code invoice}. */
    void finalizeDraft(InvoiceSnapshot invoice) {
        lines.replace(invoice);
        update(invoice.id(), invoice.updatedAt(), """
                        status = :status, number = :number, issued_at = :now, due_at = :due, paid_at = :paid, subtotal = :subtotal,
                        discount_total = :discount, tax_total = :tax, total = :total, credit_applied = :credit,
                        amount_due = :amount_due, awaiting_tax = null, local_amounts = :local::jsonb, seller_version = %s, customer_version = %s
                        """.formatted(
                                NamedParties.SELLER_NOW, NamedParties.customerNow("invoice.account_id")))
                .param("local", rows.toJsonOrNull(invoice.localAmounts()))
                .param("status", invoice.status().name())
                .param("number", invoice.number())
                .param("due", Rows.timestamp(invoice.dueAt()))
                .param("paid", Rows.timestamp(invoice.paidAt()))
                .param("subtotal", invoice.subtotal())
                .param("discount", invoice.discountTotal())
                .param("tax", invoice.taxTotal())
                .param("total", invoice.total())
                .param("credit", invoice.creditApplied())
                .param("amount_due", invoice.amountDue())
                .update();
    }

    /** @param paidAt when nothing is due any more; null while something is */
    void pay(UUID id, long amount, int attempts, InvoiceStatus status, @Nullable Instant paidAt, Instant now) {
        update(id, now, """
                        amount_paid = amount_paid + :amount, amount_due = amount_due - :amount, status = :status,
                        attempt_count = attempt_count + :attempts, paid_at = :paid,
                        next_payment_attempt_at = case when :paid::timestamptz is null then next_payment_attempt_at end
                        """)
                .param("amount", amount)
                .param("attempts", attempts)
                .param("status", status.name())
                .param("paid", Rows.timestamp(paidAt))
                .update();
    }

    /** @param credit minor units of account credit spent on it after it was final */
    void applyCredit(UUID id, long credit, InvoiceStatus status, @Nullable Instant paidAt, Instant now) {
        update(id, now, """
                        credit_applied = credit_applied + :credit, amount_due = amount_due - :credit, status = :status,
                        paid_at = :paid, next_payment_attempt_at = case when :paid::timestamptz is null then next_payment_attempt_at end
                        """)
                .param("credit", credit)
                .param("status", status.name())
                .param("paid", Rows.timestamp(paidAt))
                .update();
    }

    /** @param amount minor units that a credit note takes off what is due */
    void reduceDue(UUID id, long amount, InvoiceStatus status, @Nullable Instant paidAt, Instant now) {
        update(id, now, """
                        amount_credited = amount_credited + :amount, amount_due = amount_due - :amount, status = :status,
                        paid_at = :paid
                        """)
                .param("amount", amount)
                .param("status", status.name())
                .param("paid", Rows.timestamp(paidAt))
                .update();
    }

    /** @param amount taken over from other invoices, minor units */
    void carryIn(UUID id, long amount, Instant now) {
        update(id, now, """
                        carried_in = carried_in + :amount, credit_applied = credit_applied - :amount,
                        amount_due = amount_due + :amount
                        """).param("amount", amount).update();
    }

    /** @param credit minor units of account credit that do not count any more */
    void takeCreditBack(UUID id, long credit, InvoiceStatus status, Instant now) {
        update(id, now, """
                        credit_applied = credit_applied - :credit, amount_due = amount_due + :credit, status = :status, paid_at = null
                        """)
                .param("credit", credit)
                .param("status", status.name())
                .update();
    }

    List<InvoiceSettlement.SmallDebt> smallDebts(Collection<UUID> accountIds, String currency, long minimum) {
        return jdbc.sql("""
                        select account_id, id, amount_due from invoice
                         where tenant_id = :tenant and account_id = any(:accounts::uuid[]) and currency = :currency
                           and status in ('OPEN', 'PAST_DUE') and collection = 'AUTOMATIC' and kind <> 'PREPAID' and amount_due between 1 and :minimum - 1
                         order by id for update skip locked
                        """)
                .param("tenant", CurrentTenant.id())
                .param("accounts", Rows.texts(accountIds))
                .param("currency", currency)
                .param("minimum", minimum)
                .query((row, index) -> new InvoiceSettlement.SmallDebt(
                        Rows.uuid(row, "account_id"), Rows.uuid(row, "id"), row.getLong("amount_due")))
                .list();
    }

    /** Unpaid invoices of a subscription, oldest first, held; those that somebody else holds are passed over. */
    List<UUID> lockUnpaidOf(UUID subscriptionId) {
        return jdbc.sql("""
                        select id from invoice where tenant_id = :tenant and subscription_id = :subscription
                           and status in ('OPEN', 'PAST_DUE', 'UNCOLLECTIBLE') order by id for update skip locked
                        """)
                .param("tenant", CurrentTenant.id())
                .param("subscription", subscriptionId)
                .query((row, index) -> Rows.uuid(row, "id"))
                .list();
    }

    /** Whether a credit note or an invoice that counts gave back something of the invoice, or one is about to. */
    boolean isCredited(UUID id) {
        return jdbc.sql("""
                        select exists (
                            select from invoice_line l join invoice_line c on c.tenant_id = l.tenant_id and c.credited_line_id = l.id
                                   join invoice i on i.tenant_id = c.tenant_id and i.id = c.invoice_id and i.status <> 'VOID'
                             where l.tenant_id = :tenant and l.invoice_id = :id)
                            or exists (
                            select from invoice_line l join pending_line w on w.tenant_id = l.tenant_id and w.credited_line_id = l.id
                             where l.tenant_id = :tenant and l.invoice_id = :id)
                            or exists (select from credit_note where tenant_id = :tenant and invoice_id = :id)
                        """)
                .param("tenant", CurrentTenant.id())
                .param("id", id)
                .query(Boolean.class)
                .single();
    }

    void changeStatus(UUID id, InvoiceStatus status, Instant now) {
        update(id, now, """
                        status = :status, awaiting_tax = null,
                        next_payment_attempt_at = case when :status in ('OPEN', 'PAST_DUE') then next_payment_attempt_at end
                        """).param("status", status.name()).update();
    }

    void planAttempt(UUID id, @Nullable Instant at, Instant now) {
        update(id, now, "next_payment_attempt_at = :at")
                .param("at", Rows.timestamp(at))
                .update();
    }

    void countAttempt(UUID id, Instant now) {
        update(id, now, "attempt_count = attempt_count + 1").update();
    }

    private JdbcClient.StatementSpec update(UUID id, Instant now, String assignments) {
        return jdbc.sql("update invoice set " + assignments
                        + ", version = version + 1, updated_at = :now where tenant_id = :tenant and id = :id")
                .param("now", Rows.timestamp(now))
                .param("tenant", CurrentTenant.id())
                .param("id", id);
    }
}
