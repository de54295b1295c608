package dev.perennial.invoice;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.UUID;
import java.util.stream.Collectors;

import org.springframework.jdbc.core.JdbcOperations;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Service;
import org.springframework.transaction.annotation.Propagation;
import org.springframework.transaction.annotation.Transactional;
import tools.jackson.core.type.TypeReference;

import dev.perennial.invoice.domain.DraftLine;
import dev.perennial.invoice.domain.InvoiceDraft;
import dev.perennial.invoice.domain.LineDiscount;
import dev.perennial.invoice.domain.LineType;
import dev.perennial.invoice.domain.WholePrice;
import dev.perennial.platform.persistence.BulkInsert;
import dev.perennial.platform.persistence.Rows;
import dev.perennial.platform.tenancy.CurrentTenant;
import dev.perennial.shared.id.UuidV7;
import dev.perennial.shared.time.Period;
import dev.perennial.tax.domain.TaxTreatment;

/** Lines that wait for the next invoice of their subscription. */
@Service
public class PendingLines {
    private static final String COLUMNS = """
            id, subscription_id, type, charge_code, description, quantity, unit_amount, amount, period_start, period_end,
            explanation, whole_amount, whole_units, credited_line_id, tax, discounts
            """;
    private static final TypeReference<List<LineDiscount>> DISCOUNTS = new TypeReference<>() {};
    private final JdbcClient jdbc;
    private final JdbcOperations bulk;
    private final Rows rows;
    private final Clock clock;
    private final BulkInsert<Waiting> insert;

    private record Waiting(UUID accountId, UUID subscriptionId, String currency, DraftLine line, Instant since) {
        Instant periodStart() {
            return Objects.requireNonNull(line.period()).start();
        }

        Instant periodEnd() {
            return Objects.requireNonNull(line.period()).end();
        }

        List<LineDiscount> discounts() {
            return Objects.requireNonNull(line.discounts(), "Settled before it waits");
        }
    }

    PendingLines(JdbcClient jdbc, JdbcOperations bulk, Rows rows, Clock clock) {
        this.jdbc = jdbc;
        this.bulk = bulk;
        this.rows = rows;
        this.clock = clock;
        this.insert = new BulkInsert<Waiting>("pending_line")
                .column("id", "uuid", waiting -> UuidV7.next())
                .column("account_id", "uuid", Waiting::accountId)
                .column("subscription_id", "uuid", Waiting::subscriptionId)
                .column("currency", "text", Waiting::currency)
                .column("type", "text", waiting -> waiting.line().type())
                .column("charge_code", "text", waiting -> waiting.line().chargeCode())
                .column("description", "text", waiting -> waiting.line().description())
                .column(
                        "quantity",
                        "numeric",
                        waiting -> waiting.line().quantity().toPlainString())
                .column("unit_amount", "numeric", waiting -> waiting.line().unitAmount())
                .column("amount", "bigint", waiting -> waiting.line().amount())
                .column("period_start", "timestamptz", Waiting::periodStart)
                .column("period_end", "timestamptz", Waiting::periodEnd)
                .column(
                        "explanation",
                        "jsonb",
                        waiting -> rows.toJson(waiting.line().explanation()))
                .column(
                        "whole_amount",
                        "numeric",
                        waiting -> WholePrice.amountOf(waiting.line().whole()))
                .column(
                        "whole_units",
                        "bigint",
                        waiting -> WholePrice.unitsOf(waiting.line().whole()))
                .column("credited_line_id", "uuid", waiting -> waiting.line().creditedLineId())
                .column("tax", "jsonb", waiting -> {
                    var tax = waiting.line().tax();
                    return tax == null ? null : rows.toJson(tax);
                })
                .column("discounts", "jsonb", waiting -> rows.toJson(waiting.discounts()))
                .column(
                        "discount_amount",
                        "bigint",
                        waiting -> waiting.discounts().stream()
                                .mapToLong(LineDiscount::amount)
                                .sum())
                .column("created_at", "timestamptz", Waiting::since);
    }

    /** Keeps the lines of a draft, whose discounts are settled, until its subscription has an invoice. */
    @Transactional(propagation = Propagation.MANDATORY)
    public void keep(InvoiceDraft draft) {
        var subscriptionId = Objects.requireNonNull(draft.subscriptionId(), "Only subscriptions have a next invoice");
        var waiting = new ArrayList<Waiting>();
        for (var line : draft.lines()) {
            waiting.add(new Waiting(draft.accountId(), subscriptionId, draft.currency(), line, clock.instant()));
        }
        insert.execute(bulk, waiting);
    }

    /** What waits for the next invoices of these subscriptions, in the order in which it came. */
    @Transactional(readOnly = true)
    public Map<UUID, List<DraftLine>> of(Collection<UUID> subscriptionIds) {
        return jdbc
                .sql("select " + COLUMNS + """
                         from pending_line where tenant_id = :tenant and subscription_id = any(:ids::uuid[]) order by id
                        """)
                .param("tenant", CurrentTenant.id())
                .param("ids", Rows.texts(subscriptionIds))
                .query((row, index) -> new Found(Rows.uuid(row, "subscription_id"), line(row)))
                .list()
                .stream()
                .collect(Collectors.groupingBy(
                        Found::subscriptionId, Collectors.mapping(Found::line, Collectors.toList())));
    }

    /** What lines that wait give back of an invoice. */
    @Transactional(readOnly = true)
    public List<DraftLine> creditsOf(UUID invoiceId) {
        return jdbc.sql("select " + COLUMNS + """
                         from pending_line where tenant_id = :tenant and credited_line_id in (
                              select l.id from invoice_line l where l.tenant_id = :tenant and l.invoice_id = :invoice) order by id
                        """)
                .param("tenant", CurrentTenant.id())
                .param("invoice", invoiceId)
                .query((row, index) -> line(row))
                .list();
    }

    /** Takes out the lines that are on an invoice now. */
    @Transactional(propagation = Propagation.MANDATORY)
    public void invoiced(Collection<DraftLine> lines) {
        var ids = lines.stream().map(DraftLine::id).filter(Objects::nonNull).toList();
        if (!ids.isEmpty()) {
            jdbc.sql("delete from pending_line where tenant_id = :tenant and id = any(:ids::uuid[])")
                    .param("tenant", CurrentTenant.id())
                    .param("ids", Rows.texts(ids))
                    .update();
        }
    }

    private record Found(UUID subscriptionId, DraftLine line) {}

    private DraftLine line(ResultSet row) throws SQLException {
        return new DraftLine(
                Rows.uuid(row, "id"),
                LineType.valueOf(row.getString("type")),
                row.getString("charge_code"),
                Objects.requireNonNull(row.getString("description")),
                row.getBigDecimal("quantity"),
                row.getBigDecimal("unit_amount"),
                row.getLong("amount"),
                new Period(Rows.instant(row, "period_start"), Rows.instant(row, "period_end")),
                rows.json(row, "explanation", Object.class),
                WholePrice.ofNullable(row.getBigDecimal("whole_amount"), row.getObject("whole_units", Long.class)),
                row.getObject("credited_line_id", UUID.class),
                row.getString("tax") == null ? null : rows.json(row, "tax", TaxTreatment.class),
                row.getString("discounts") == null ? null : rows.list(row, "discounts", DISCOUNTS));
    }
}
