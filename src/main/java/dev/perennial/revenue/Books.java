package dev.perennial.revenue;

import java.sql.Types;
import java.time.LocalDate;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.stream.IntStream;

import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.JdbcOperations;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Repository;

import dev.perennial.platform.persistence.BulkInsert;
import dev.perennial.platform.persistence.Rows;
import dev.perennial.platform.tenancy.CurrentTenant;
import dev.perennial.revenue.domain.Document;
import dev.perennial.revenue.domain.Entry;
import dev.perennial.revenue.domain.Piece;
import dev.perennial.revenue.domain.Posting;
import dev.perennial.shared.id.UuidV7;

/** Ledger and pieces in PostgreSQL. Rows are added and never changed. */
@Repository
class Books {
    private static final BulkInsert<Row> ENTRIES = new BulkInsert<Row>("ledger_entry")
            .column("id", "uuid", Row::id)
            .column("position", "int", Row::position)
            .column("posted_on", "date", row -> row.document.on())
            .column("document_type", "text", row -> row.document.type())
            .column("document_id", "uuid", row -> row.document.id())
            .column("account_id", "uuid", row -> row.document.accountId())
            .column("currency", "text", row -> row.document.currency())
            .column("ledger_account", "text", row -> row.posting.account())
            .column("amount", "bigint", row -> row.posting.amount());
    private static final BulkInsert<LinePiece> PIECES = new BulkInsert<LinePiece>("revenue_piece")
            .column("id", "uuid", piece -> UuidV7.next())
            .column("invoice_id", "uuid", LinePiece::invoiceId)
            .column("line_id", "uuid", LinePiece::lineId)
            .column("account_id", "uuid", piece -> piece.document.accountId())
            .column("currency", "text", piece -> piece.document.currency())
            .column("month", "date", piece -> piece.piece.month().atDay(1))
            .column("first_day", "date", piece -> piece.piece.firstDay())
            .column("last_day", "date", piece -> piece.piece.lastDay())
            .column("amount", "bigint", piece -> piece.piece.amount())
            .column("document_type", "text", piece -> piece.document.type())
            .column("document_id", "uuid", piece -> piece.document.id())
            .column("posted_on", "date", piece -> piece.document.on());
    private final JdbcClient jdbc;
    private final JdbcOperations operations;

    private record Row(UUID id, int position, Document document, Posting posting) {}

    /** A piece of a line, and what brought it about. */
    record LinePiece(UUID invoiceId, UUID lineId, Piece piece, Document document) {}

    Books(JdbcClient jdbc, JdbcOperations operations) {
        this.jdbc = jdbc;
        this.operations = operations;
    }

    void post(List<Entry> entries) {
        var rows = new ArrayList<Row>();
        for (var entry : entries) {
            var id = UuidV7.next();
            IntStream.range(0, entry.postings().size())
                    .forEach(i -> rows.add(
                            new Row(id, i, entry.document(), entry.postings().get(i))));
        }
        ENTRIES.execute(operations, rows);
    }

    void add(List<LinePiece> pieces) {
        PIECES.execute(operations, pieces);
    }

    /** All pieces of an invoice so far, by line. */
    Map<UUID, List<Piece>> piecesOf(UUID invoiceId) {
        return pieces(invoiceId, null);
    }

    /** What a refund took of an invoice, by line. */
    Map<UUID, List<Piece>> piecesTakenBy(UUID refundId, UUID invoiceId) {
        return pieces(invoiceId, refundId);
    }

    private Map<UUID, List<Piece>> pieces(UUID invoiceId, @Nullable UUID refundId) {
        var byLine = new LinkedHashMap<UUID, List<Piece>>();
        jdbc.sql("""
                        select line_id, first_day, last_day, amount from revenue_piece
                         where tenant_id = :tenant and invoice_id = :invoice
                           and (:refund::uuid is null or (document_type = 'REFUND' and document_id = :refund::uuid))
                         order by line_id, first_day, id
                        """)
                .param("tenant", CurrentTenant.id())
                .param("invoice", invoiceId)
                .param("refund", refundId, Types.OTHER)
                .query((row, index) -> byLine.computeIfAbsent(Rows.uuid(row, "line_id"), line -> new ArrayList<>())
                        .add(new Piece(
                                row.getObject("first_day", LocalDate.class),
                                row.getObject("last_day", LocalDate.class),
                                row.getLong("amount"))))
                .list();
        return byLine;
    }

    /** In which zone the days of invoices are counted: that of their subscriptions. */
    Map<UUID, ZoneId> zonesOf(Collection<UUID> invoiceIds) {
        var zones = new HashMap<UUID, ZoneId>();
        jdbc.sql("""
                        select i.id, s.time_zone
                          from invoice i
                          join subscription s on s.tenant_id = i.tenant_id and s.id = i.subscription_id
                         where i.tenant_id = :tenant and i.id = any(:ids::uuid[])
                        """)
                .param("tenant", CurrentTenant.id())
                .param("ids", Rows.texts(invoiceIds))
                .query((row, index) -> zones.put(Rows.uuid(row, "id"), ZoneId.of(row.getString("time_zone"))))
                .list();
        invoiceIds.forEach(id -> zones.putIfAbsent(id, ZoneOffset.UTC));
        return zones;
    }

    /**
     * What a refund gives back.
     *
     * @param ofNote whether a credit note asked for it, which took back the revenue itself
     * @param ofSurplus whether the money was not needed: it never paid for anything
     */
    record Refunded(UUID invoiceId, long invoiceTotal, long invoiceTax, boolean ofNote, boolean ofSurplus) {}

    Refunded refunded(UUID refundId) {
        return jdbc.sql("""
                        select p.invoice_id, i.total, i.tax_total, not p.applied as of_surplus,
                               exists (select from credit_note n
                                        where n.tenant_id = r.tenant_id and n.invoice_id = p.invoice_id
                                          and jsonb_exists(n.refund_ids, r.id::text)) as of_note
                          from refund r
                          join payment p on p.tenant_id = r.tenant_id and p.id = r.payment_id
                          join invoice i on i.tenant_id = p.tenant_id and i.id = p.invoice_id
                         where r.tenant_id = :tenant and r.id = :id
                        """)
                .param("tenant", CurrentTenant.id())
                .param("id", refundId)
                .query((row, index) -> new Refunded(
                        Rows.uuid(row, "invoice_id"),
                        row.getLong("total"),
                        row.getLong("tax_total"),
                        row.getBoolean("of_note"),
                        row.getBoolean("of_surplus")))
                .single();
    }
}
