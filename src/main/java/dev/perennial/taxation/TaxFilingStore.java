package dev.perennial.taxation;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Clock;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;

import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Repository;
import org.springframework.transaction.annotation.Propagation;
import org.springframework.transaction.annotation.Transactional;
import tools.jackson.core.type.TypeReference;

import dev.perennial.invoice.InvoiceSnapshot;
import dev.perennial.platform.persistence.Rows;
import dev.perennial.platform.tenancy.CrossTenantReader;
import dev.perennial.platform.tenancy.CurrentTenant;
import dev.perennial.shared.id.UuidV7;
import dev.perennial.tax.TaxProvider.Filed;
import dev.perennial.tax.TaxProvider.Reversed;

/** What a provider is to be told, and what it was told. */
@Repository
class TaxFilingStore {
    private static final TypeReference<List<Reversed>> LINES = new TypeReference<>() {};
    private final JdbcClient jdbc;
    private final Rows rows;
    private final CrossTenantReader crossTenant;
    private final Clock clock;

    TaxFilingStore(JdbcClient jdbc, Rows rows, CrossTenantReader crossTenant, Clock clock) {
        this.jdbc = jdbc;
        this.rows = rows;
        this.crossTenant = crossTenant;
        this.clock = clock;
    }

    /**
     * @param rounds how often a person had it told again
     * @param calculationId of a RECORD; null for what is given back
     */
    record Filing(
            UUID id, int rounds, UUID invoiceId, @Nullable String calculationId, List<Reversed> lines) {

        /**
         * The same for each try, so that none tells twice. After a refusal, which told nothing, it has to be another.
         */
        String key() {
            return "tax-" + id + (rounds == 0 ? "" : "-" + rounds);
        }
    }

    /** What the provider knows of an invoice; without a transaction it was not told yet. */
    record Recorded(@Nullable String transactionId, Map<String, String> items, List<Reversed> lines) {}

    /** An invoice was made by what the provider had calculated. */
    @Transactional(propagation = Propagation.MANDATORY)
    public void record(InvoiceSnapshot invoice, String calculationId) {
        add(invoice.id(), "RECORD", calculationId, TaxedLines.of(invoice));
    }

    /** Part of an invoice that the provider knows, or is to know, was given back. */
    @Transactional(propagation = Propagation.MANDATORY)
    public void reverse(UUID invoiceId, List<Reversed> lines) {
        add(invoiceId, "REVERSE", null, lines);
    }

    private void add(UUID invoiceId, String kind, @Nullable String calculationId, List<Reversed> lines) {
        jdbc.sql("""
                        insert into tax_filing (tenant_id, id, invoice_id, kind, calculation_id, lines, next_try_at, created_at)
                        values (:tenant, :id, :invoice, :kind, :calculation, :lines::jsonb, clock_timestamp(), :now)
                        """)
                .param("tenant", CurrentTenant.id())
                .param("id", UuidV7.next())
                .param("invoice", invoiceId)
                .param("kind", kind)
                .param("calculation", calculationId)
                .param("lines", rows.toJson(lines))
                .param("now", Rows.timestamp(clock.instant()))
                .update();
    }

    /** Empty for an invoice that was made without the provider. */
    @Transactional(readOnly = true)
    public Optional<Recorded> recorded(UUID invoiceId) {
        return jdbc.sql("""
                        select transaction_id, items, lines from tax_filing
                         where tenant_id = :tenant and invoice_id = :invoice and kind = 'RECORD'
                        """)
                .param("tenant", CurrentTenant.id())
                .param("invoice", invoiceId)
                .query((row, index) -> new Recorded(
                        row.getString("transaction_id"),
                        row.getString("items") == null ? Map.of() : rows.strings(row, "items"),
                        rows.list(row, "lines", LINES)))
                .optional();
    }

    /**
     * Takes some that are due, oldest first; unless they are settled, they come again later each time, up to an hour.
     */
    @Transactional
    public List<Filing> claim(int limit) {
        return jdbc
                .sql("""
                        update tax_filing f
                           set tries = f.tries + 1,
                               next_try_at = clock_timestamp() + least(interval '15 seconds' * power(2, least(f.tries, 10)), interval '1 hour')
                         where f.tenant_id = :tenant and f.id in (
                               select id from tax_filing where tenant_id = :tenant and next_try_at <= clock_timestamp()
                                order by id limit :limit for update skip locked)
                        returning f.id, f.rounds, f.invoice_id, f.calculation_id, f.lines
                        """)
                .param("tenant", CurrentTenant.id())
                .param("limit", limit)
                .query(this::filing)
                .list()
                .stream()
                .sorted((one, other) -> one.id().compareTo(other.id()))
                .toList();
    }

    private Filing filing(ResultSet row, int index) throws SQLException {
        return new Filing(
                Rows.uuid(row, "id"),
                row.getInt("rounds"),
                Rows.uuid(row, "invoice_id"),
                row.getString("calculation_id"),
                rows.list(row, "lines", LINES));
    }

    @Transactional
    public void settle(UUID id, Filed.Done done) {
        jdbc.sql("""
                        update tax_filing set transaction_id = :transaction, items = :items::jsonb, next_try_at = null, problem = null
                         where tenant_id = :tenant and id = :id
                        """)
                .param("tenant", CurrentTenant.id())
                .param("id", id)
                .param("transaction", done.transactionId())
                .param("items", rows.toJson(done.items()))
                .update();
    }

    /** @param forGood whether it is of no use to try again */
    @Transactional
    public void fail(UUID id, String problem, boolean forGood) {
        jdbc.sql("""
                        update tax_filing set problem = :problem, next_try_at = case when :over then null else next_try_at end
                         where tenant_id = :tenant and id = :id
                        """)
                .param("tenant", CurrentTenant.id())
                .param("id", id)
                .param("problem", problem)
                .param("over", forGood)
                .update();
    }

    List<UUID> tenantsWithWork() {
        return crossTenant.read(
                sql -> sql.sql("select distinct tenant_id from tax_filing where next_try_at <= clock_timestamp()")
                        .query(UUID.class)
                        .list());
    }

    long untold() {
        return crossTenant.read(sql -> sql.sql("select count(*) from tax_filing where next_try_at is not null")
                .query(Long.class)
                .single());
    }

    long refused() {
        return crossTenant.read(sql -> sql.sql("""
                        select count(*) from tax_filing
                         where next_try_at is null and transaction_id is null and dismissed_at is null
                        """).query(Long.class).single());
    }
}
