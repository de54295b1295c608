package dev.perennial.tax;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.LocalDate;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Repository;

import dev.perennial.platform.persistence.Rows;
import dev.perennial.platform.tenancy.CurrentTenant;
import dev.perennial.tax.domain.RateEntry;
import dev.perennial.tax.domain.TaxRate;
import dev.perennial.tax.domain.TaxSource;

/** The table of rates in PostgreSQL. */
@Repository
class TaxRateStore {
    private static final String SELECT = """
            select id, name, country, state, city, rate_percent, inclusive, valid_from, valid_to, archived_at, created_at, updated_at
              from tax_rate where tenant_id = :tenant
            """;
    private final JdbcClient jdbc;

    TaxRateStore(JdbcClient jdbc) {
        this.jdbc = jdbc;
    }

    void insert(TaxRateSnapshot rate) {
        jdbc.sql("""
                        insert into tax_rate (tenant_id, id, name, country, state, city, rate_percent, inclusive, valid_from, valid_to,
                                              created_at, updated_at)
                        values (:tenant, :id, :name, :country, :state, :city, :percent, :inclusive, :from::date, :to::date, :now, :now)
                        """)
                .param("tenant", CurrentTenant.id())
                .param("id", rate.id())
                .param("name", rate.name())
                .param("country", rate.country())
                .param("state", rate.state())
                .param("city", rate.city())
                .param("percent", rate.ratePercent())
                .param("inclusive", rate.inclusive())
                .param("from", textOf(rate.validFrom()))
                .param("to", textOf(rate.validTo()))
                .param("now", Rows.timestamp(rate.createdAt()))
                .update();
    }

    private static @Nullable String textOf(@Nullable LocalDate day) {
        return day == null ? null : day.toString();
    }

    void archive(UUID id, Instant now) {
        jdbc.sql("update tax_rate set archived_at = :now, updated_at = :now where tenant_id = :tenant and id = :id")
                .param("tenant", CurrentTenant.id())
                .param("id", id)
                .param("now", Rows.timestamp(now))
                .update();
    }

    Optional<TaxRateSnapshot> find(UUID id) {
        return jdbc.sql(SELECT + " and id = :id")
                .param("tenant", CurrentTenant.id())
                .param("id", id)
                .query(TaxRateStore::snapshot)
                .optional();
    }

    List<TaxRateSnapshot> list(@Nullable String country, @Nullable Boolean active, UUID before, int limit) {
        var sql = new StringBuilder(SELECT).append(" and id < :before");
        if (country != null) {
            sql.append(" and country = :country");
        }
        if (active != null) {
            sql.append(active ? " and archived_at is null" : " and archived_at is not null");
        }
        return jdbc.sql(sql.append(" order by id desc limit :limit").toString())
                .param("tenant", CurrentTenant.id())
                .param("before", before)
                .param("country", country)
                .param("limit", limit)
                .query(TaxRateStore::snapshot)
                .list();
    }

    boolean isEmpty() {
        return jdbc.sql("select not exists (select from tax_rate where tenant_id = :tenant and archived_at is null)")
                .param("tenant", CurrentTenant.id())
                .query(Boolean.class)
                .single();
    }

    /** All rates that are in use in these countries, oldest first. */
    List<RateEntry> inUseIn(Collection<String> countries) {
        return jdbc.sql(SELECT + " and archived_at is null and country = any(:countries) order by id")
                .param("tenant", CurrentTenant.id())
                .param("countries", Rows.texts(countries))
                .query((row, index) -> entry(snapshot(row, index)))
                .list();
    }

    private static RateEntry entry(TaxRateSnapshot rate) {
        return new RateEntry(
                new TaxRate(
                        rate.id(),
                        rate.name(),
                        rate.country(),
                        rate.state(),
                        rate.city(),
                        rate.ratePercent(),
                        rate.inclusive(),
                        TaxSource.TABLE),
                rate.validFrom(),
                rate.validTo());
    }

    private static TaxRateSnapshot snapshot(ResultSet row, int index) throws SQLException {
        return new TaxRateSnapshot(
                Rows.uuid(row, "id"),
                row.getString("name"),
                row.getString("country"),
                row.getString("state"),
                row.getString("city"),
                row.getBigDecimal("rate_percent").stripTrailingZeros(),
                row.getBoolean("inclusive"),
                row.getObject("valid_from", LocalDate.class),
                row.getObject("valid_to", LocalDate.class),
                row.getObject("archived_at") == null,
                Rows.instant(row, "created_at"),
                Rows.instant(row, "updated_at"));
    }
}
