package dev.perennial.dunning;

import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;
import org.springframework.transaction.annotation.Propagation;
import org.springframework.transaction.annotation.Transactional;

import dev.perennial.platform.persistence.Rows;
import dev.perennial.platform.tenancy.CrossTenantReader;
import dev.perennial.platform.tenancy.CurrentTenant;

/** Finds the cases that have something due. */
@Component
@Transactional(readOnly = true)
class DueCases {
    private final JdbcClient jdbc;
    private final CrossTenantReader crossTenant;

    DueCases(JdbcClient jdbc, CrossTenantReader crossTenant) {
        this.jdbc = jdbc;
        this.crossTenant = crossTenant;
    }

    Optional<Instant> nextDueAt() {
        return jdbc.sql("select min(work_at) from dunning_case where tenant_id = :tenant and work_at is not null")
                .param("tenant", CurrentTenant.id())
                .query(OffsetDateTime.class)
                .optional()
                .map(OffsetDateTime::toInstant);
    }

    List<UUID> ids(Instant asOf, int limit) {
        return jdbc.sql("""
                        select id from dunning_case where tenant_id = :tenant and work_at <= :asOf
                         order by work_at, id limit :limit
                        """)
                .param("tenant", CurrentTenant.id())
                .param("asOf", Rows.timestamp(asOf))
                .param("limit", limit)
                .query((row, index) -> Rows.uuid(row, "id"))
                .list();
    }

    /** The invoice of a case for which an attempt out of turn was asked, if one was. */
    Optional<UUID> retryAsked(UUID caseId, Instant asOf) {
        return jdbc.sql(
                        "select invoice_id from dunning_case where tenant_id = :tenant and id = :id and retry_at <= :asOf")
                .param("tenant", CurrentTenant.id())
                .param("id", caseId)
                .param("asOf", Rows.timestamp(asOf))
                .query((row, index) -> Rows.uuid(row, "invoice_id"))
                .optional();
    }

    /** Cases of an account for which an attempt out of turn was asked. */
    List<UUID> asked(UUID accountId, Instant asOf) {
        return jdbc.sql("""
                        select id from dunning_case where tenant_id = :tenant and account_id = :account and retry_at <= :asOf
                         order by id
                        """)
                .param("tenant", CurrentTenant.id())
                .param("account", accountId)
                .param("asOf", Rows.timestamp(asOf))
                .query((row, index) -> Rows.uuid(row, "id"))
                .list();
    }

    /** Tenants with something due by their own clock. */
    @Transactional(propagation = Propagation.NOT_SUPPORTED)
    List<UUID> tenantsWithWork() {
        return crossTenant.tenantsWithDue("dunning_case", "work_at");
    }
}
