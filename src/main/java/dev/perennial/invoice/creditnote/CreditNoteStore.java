package dev.perennial.invoice.creditnote;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.stream.Collectors;

import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.JdbcOperations;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Repository;
import tools.jackson.core.type.TypeReference;

import dev.perennial.invoice.NamedParties;
import dev.perennial.invoice.domain.AssessedInvoice;
import dev.perennial.invoice.domain.LineTax;
import dev.perennial.invoice.domain.LocalAmounts;
import dev.perennial.platform.persistence.BulkInsert;
import dev.perennial.platform.persistence.Rows;
import dev.perennial.platform.tenancy.CurrentTenant;

/** Credit notes in PostgreSQL. */
@Repository
class CreditNoteStore {
    private static final TypeReference<List<LineTax>> TAXES = new TypeReference<>() {};
    private static final TypeReference<List<UUID>> IDS = new TypeReference<>() {};
    private static final String SELECT = """
            select id, number, invoice_id, account_id, currency, reason, refund, subtotal, tax_total, total, due_reduced,
                   local_amounts, amount_credited, amount_refunded, refund_ids, issued_at,
                   coalesce(updated_at, issued_at) as updated_at
              from credit_note where tenant_id = :tenant
            """;
    private final JdbcClient jdbc;
    private final JdbcOperations bulk;
    private final Rows rows;
    private final BulkInsert<StoredLine> insertLines;

    private record StoredLine(UUID noteId, int position, CreditNoteSnapshot.Line line) {}

    /** What was given back of a line of an invoice, on a credit note or as unused time. */
    record Given(UUID invoiceLineId, long amount, List<LineTax> taxes) {}

    CreditNoteStore(JdbcClient jdbc, JdbcOperations bulk, Rows rows) {
        this.jdbc = jdbc;
        this.bulk = bulk;
        this.rows = rows;
        this.insertLines = new BulkInsert<StoredLine>("credit_note_line")
                .column("credit_note_id", "uuid", StoredLine::noteId)
                .column("id", "uuid", stored -> stored.line().id())
                .column("position", "int", StoredLine::position)
                .column("invoice_line_id", "uuid", stored -> stored.line().invoiceLineId())
                .column("description", "text", stored -> stored.line().description())
                .column("amount", "bigint", stored -> stored.line().amount())
                .column("tax_amount", "bigint", stored -> stored.line().taxAmount())
                .column(
                        "taxes",
                        "jsonb",
                        stored -> stored.line().taxes().isEmpty()
                                ? null
                                : rows.toJson(stored.line().taxes()));
    }

    /** The row stays locked until commit, so a rollback leaves no gap. */
    long drawNumber() {
        return jdbc.sql("""
                        insert into credit_note_number (tenant_id, last_number) values (:tenant, 1)
                        on conflict (tenant_id) do update set last_number = credit_note_number.last_number + 1
                        returning last_number
                        """)
                .param("tenant", CurrentTenant.id())
                .query(Long.class)
                .single();
    }

    void insert(CreditNoteSnapshot note) {
        jdbc.sql("""
                        insert into credit_note (tenant_id, id, number, invoice_id, account_id, currency, reason, refund, subtotal, tax_total,
                                                 total, local_amounts, due_reduced, amount_credited, amount_refunded, refund_ids, issued_at,
                                                 seller_version, customer_version)
                        values (:tenant, :id, :number, :invoice, :account, :currency, :reason, :refund, :subtotal, :tax, :total, :local::jsonb, :due,
                                :credited, :refunded, :refunds::jsonb, :issued, %s, %s)
                        """.formatted(NamedParties.SELLER_NOW, NamedParties.customerNow(":account")))
                .param("tenant", CurrentTenant.id())
                .param("id", note.id())
                .param("number", note.number())
                .param("invoice", note.invoiceId())
                .param("account", note.accountId())
                .param("currency", note.currency())
                .param("reason", note.reason())
                .param("refund", note.refund().name())
                .param("subtotal", note.subtotal())
                .param("tax", note.taxTotal())
                .param("total", note.total())
                .param("local", rows.toJsonOrNull(note.localAmounts()))
                .param("due", note.dueReduced())
                .param("credited", note.amountCredited())
                .param("refunded", note.amountRefunded())
                .param("refunds", rows.toJson(note.refundIds()))
                .param("issued", Rows.timestamp(note.issuedAt()))
                .update();
        var lines = new ArrayList<StoredLine>();
        for (int i = 0; i < note.lines().size(); i++) {
            lines.add(new StoredLine(note.id(), i, note.lines().get(i)));
        }
        insertLines.execute(bulk, lines);
    }

    /** Minor units that all notes of an invoice gave back, with tax. */
    long totalOf(UUID invoiceId) {
        return jdbc.sql("""
                        select coalesce(sum(total), 0)::bigint from credit_note where tenant_id = :tenant and invoice_id = :invoice
                        """)
                .param("tenant", CurrentTenant.id())
                .param("invoice", invoiceId)
                .query(Long.class)
                .single();
    }

    /** What was given back of the lines of an invoice: by credit notes, and as unused time by invoices. */
    List<Given> givenBackOf(UUID invoiceId) {
        return jdbc.sql("""
                        select n.invoice_line_id as line_id, n.amount, n.taxes
                          from credit_note c join credit_note_line n on n.tenant_id = c.tenant_id and n.credit_note_id = c.id
                         where c.tenant_id = :tenant and c.invoice_id = :invoice
                        union all
                        select l.credited_line_id, l.discount_amount - l.amount, l.taxes
                          from invoice_line o
                          join invoice_line l on l.tenant_id = o.tenant_id and l.credited_line_id = o.id
                          join invoice i on i.tenant_id = l.tenant_id and i.id = l.invoice_id and i.status <> 'VOID'
                         where o.tenant_id = :tenant and o.invoice_id = :invoice
                        """)
                .param("tenant", CurrentTenant.id())
                .param("invoice", invoiceId)
                .query((row, index) ->
                        new Given(Rows.uuid(row, "line_id"), row.getLong("amount"), rows.list(row, "taxes", TAXES)))
                .list();
    }

    Optional<CreditNoteSnapshot> find(UUID id) {
        return withLines(jdbc.sql(SELECT + " and id = :id")
                        .param("tenant", CurrentTenant.id())
                        .param("id", id)
                        .query(this::header)
                        .list())
                .stream()
                .findFirst();
    }

    /** The note that a refund belongs to. */
    Optional<CreditNoteSnapshot> ofRefund(UUID refundId) {
        return withLines(jdbc.sql(SELECT + " and refund_ids @> to_jsonb(:refund::text)")
                        .param("tenant", CurrentTenant.id())
                        .param("refund", refundId.toString())
                        .query(this::header)
                        .list())
                .stream()
                .findFirst();
    }

    /** @param amount minor units */
    void creditInsteadOfRefund(UUID id, long amount, Instant now) {
        jdbc.sql("""
                        update credit_note set amount_refunded = amount_refunded - :amount, amount_credited = amount_credited + :amount,
                               updated_at = :now
                         where tenant_id = :tenant and id = :id
                        """)
                .param("tenant", CurrentTenant.id())
                .param("id", id)
                .param("amount", amount)
                .param("now", Rows.timestamp(now))
                .update();
    }

    List<CreditNoteSnapshot> list(@Nullable UUID invoiceId, @Nullable UUID accountId, UUID before, int limit) {
        var sql = new StringBuilder(SELECT).append(" and id < :before");
        if (invoiceId != null) {
            sql.append(" and invoice_id = :invoice");
        }
        if (accountId != null) {
            sql.append(" and account_id = :account");
        }
        return withLines(jdbc.sql(sql.append(" order by id desc limit :limit").toString())
                .param("tenant", CurrentTenant.id())
                .param("invoice", invoiceId)
                .param("account", accountId)
                .param("before", before)
                .param("limit", limit)
                .query(this::header)
                .list());
    }

    private List<CreditNoteSnapshot> withLines(List<CreditNoteSnapshot> headers) {
        Map<UUID, List<CreditNoteSnapshot.Line>> lines = jdbc
                .sql("""
                        select credit_note_id, id, invoice_line_id, description, amount, tax_amount, taxes
                          from credit_note_line where tenant_id = :tenant and credit_note_id = any(:ids::uuid[])
                         order by credit_note_id, position
                        """)
                .param("tenant", CurrentTenant.id())
                .param("ids", Rows.texts(headers, CreditNoteSnapshot::id))
                .query((row, index) -> new StoredLine(Rows.uuid(row, "credit_note_id"), index, line(row)))
                .list()
                .stream()
                .collect(Collectors.groupingBy(
                        StoredLine::noteId, Collectors.mapping(StoredLine::line, Collectors.toList())));
        return headers.stream()
                .map(header -> with(header, lines.getOrDefault(header.id(), List.of())))
                .toList();
    }

    private CreditNoteSnapshot.Line line(ResultSet row) throws SQLException {
        return new CreditNoteSnapshot.Line(
                Rows.uuid(row, "id"),
                Rows.uuid(row, "invoice_line_id"),
                row.getString("description"),
                row.getLong("amount"),
                row.getLong("tax_amount"),
                rows.list(row, "taxes", TAXES));
    }

    private static CreditNoteSnapshot with(CreditNoteSnapshot header, List<CreditNoteSnapshot.Line> lines) {
        return new CreditNoteSnapshot(
                header.id(),
                header.number(),
                header.invoiceId(),
                header.accountId(),
                header.currency(),
                header.reason(),
                header.refund(),
                lines,
                header.subtotal(),
                header.taxTotal(),
                AssessedInvoice.taxes(
                        lines.stream().map(CreditNoteSnapshot.Line::taxes).toList()),
                header.total(),
                header.localAmounts(),
                header.dueReduced(),
                header.amountCredited(),
                header.amountRefunded(),
                header.refundIds(),
                header.issuedAt(),
                header.createdAt(),
                header.updatedAt());
    }

    private CreditNoteSnapshot header(ResultSet row, int index) throws SQLException {
        return new CreditNoteSnapshot(
                Rows.uuid(row, "id"),
                row.getString("number"),
                Rows.uuid(row, "invoice_id"),
                Rows.uuid(row, "account_id"),
                row.getString("currency"),
                row.getString("reason"),
                CreditNoteRefund.valueOf(row.getString("refund")),
                List.of(),
                row.getLong("subtotal"),
                row.getLong("tax_total"),
                List.of(),
                row.getLong("total"),
                rows.jsonOrNull(row, "local_amounts", LocalAmounts.class),
                row.getLong("due_reduced"),
                row.getLong("amount_credited"),
                row.getLong("amount_refunded"),
                rows.list(row, "refund_ids", IDS),
                Rows.instant(row, "issued_at"),
                Rows.instant(row, "issued_at"),
                Rows.instant(row, "updated_at"));
    }
}
