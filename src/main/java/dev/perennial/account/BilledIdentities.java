package dev.perennial.account;

import java.time.Clock;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Service;
import org.springframework.transaction.annotation.Propagation;
import org.springframework.transaction.annotation.Transactional;

import dev.perennial.platform.persistence.Rows;
import dev.perennial.platform.tenancy.CrossTenantReader;
import dev.perennial.platform.tenancy.CurrentTenant;

/** Whom the finalized invoices of erased accounts name, until nobody need keep those invoices any more. */
@Service
class BilledIdentities {
    private final JdbcClient jdbc;
    private final Rows rows;
    private final CrossTenantReader crossTenant;
    private final Clock clock;

    BilledIdentities(JdbcClient jdbc, Rows rows, CrossTenantReader crossTenant, Clock clock) {
        this.jdbc = jdbc;
        this.rows = rows;
        this.crossTenant = crossTenant;
        this.clock = clock;
    }

    /** What invoices say of whom they were sent to. */
    record Identity(
            String name,
            @Nullable Address address,
            @Nullable String taxId,
            @Nullable String locale) {}

    @Transactional(propagation = Propagation.MANDATORY)
    public void keep(Account account, LocalDate until, Instant now) {
        var known = account.details();
        jdbc.sql("""
                        insert into billed_identity (tenant_id, account_id, name, address, tax_id, locale, keep_until, erased_at)
                        values (:tenant, :account, :name, :address::jsonb, :taxId, :locale, :until, :now)
                        """)
                .param("tenant", CurrentTenant.id())
                .param("account", account.id())
                .param("name", known.name())
                .param("address", known.address() == null ? null : rows.toJson(known.address()))
                .param("taxId", known.taxId())
                .param("locale", known.locale())
                .param("until", until)
                .param("now", Rows.timestamp(now))
                .update();
    }

    @Transactional(readOnly = true)
    public Optional<Identity> of(UUID accountId) {
        return jdbc.sql("""
                        select name, address, tax_id, locale from billed_identity
                         where tenant_id = :tenant and account_id = :account
                        """)
                .param("tenant", CurrentTenant.id())
                .param("account", accountId)
                .query((row, index) -> new Identity(
                        row.getString("name"),
                        row.getString("address") == null ? null : rows.json(row, "address", Address.class),
                        row.getString("tax_id"),
                        row.getString("locale")))
                .optional();
    }

    /** Lets go of what need not be kept any more, of the current tenant. */
    @Transactional
    public void purge() {
        jdbc.sql("delete from billed_identity where tenant_id = :tenant and keep_until < :today")
                .param("tenant", CurrentTenant.id())
                .param("today", clock.instant().atZone(ZoneOffset.UTC).toLocalDate())
                .update();
    }

    List<UUID> tenantsThatKeepSome() {
        return crossTenant.read(sql -> sql.sql("select distinct tenant_id from billed_identity")
                .query(UUID.class)
                .list());
    }
}
