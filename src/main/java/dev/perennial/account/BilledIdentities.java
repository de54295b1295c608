package dev.perennial.account;

import java.time.Clock;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.Collection;
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

/**
 * What accounts were when documents named them. The present identity is in the account itself; here is what it was
 * before it changed, and what an erased account was, until nobody need keep its invoices any more.
 */
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

    /**
     * What documents say of a customer.
     *
     * @param email null once the account is erased: no law makes a seller keep it
     * @param timezone null for accounts erased before it was kept
     */
    record Identity(
            String name,
            @Nullable String email,
            @Nullable Address address,
            @Nullable String taxId,
            @Nullable String locale,
            @Nullable String timezone) {}

    /** Keeps what an account is, before it becomes another. */
    @Transactional(propagation = Propagation.MANDATORY)
    public void keep(UUID accountId, int version, Identity identity) {
        jdbc.sql("""
                        insert into billed_identity (tenant_id, account_id, version, name, email, address, tax_id, locale, time_zone)
                        values (:tenant, :account, :version, :name, :email, :address::jsonb, :taxId, :locale, :zone)
                        """)
                .param("tenant", CurrentTenant.id())
                .param("account", accountId)
                .param("version", version)
                .param("name", identity.name())
                .param("email", identity.email())
                .param("address", identity.address() == null ? null : rows.toJson(identity.address()))
                .param("taxId", identity.taxId())
                .param("locale", identity.locale())
                .param("zone", identity.timezone())
                .update();
    }

    /**
     * Of an account that is being erased, leaves what the law makes a seller keep of those identities that documents
     * name.
     *
     * @param until the last day on which they are kept
     */
    @Transactional(propagation = Propagation.MANDATORY)
    public void erase(UUID accountId, Collection<Integer> named, LocalDate until, Instant now) {
        forget(accountId, named);
        jdbc.sql("""
                        update billed_identity set email = null, keep_until = :until, erased_at = :now
                         where tenant_id = :tenant and account_id = :account
                        """)
                .param("tenant", CurrentTenant.id())
                .param("account", accountId)
                .param("until", until)
                .param("now", Rows.timestamp(now))
                .update();
    }

    /** Lets go of all identities of an account but these. */
    @Transactional(propagation = Propagation.MANDATORY)
    public void forget(UUID accountId, Collection<Integer> except) {
        jdbc.sql("""
                        delete from billed_identity
                         where tenant_id = :tenant and account_id = :account and version <> all(:named::int[])
                        """)
                .param("tenant", CurrentTenant.id())
                .param("account", accountId)
                .param("named", Rows.texts(except))
                .update();
    }

    /** Who an account was at that version, if it is still kept. */
    @Transactional(readOnly = true)
    public Optional<Identity> of(UUID accountId, int version) {
        return jdbc.sql("""
                        select name, email, address, tax_id, locale, time_zone from billed_identity
                         where tenant_id = :tenant and account_id = :account and version = :version
                        """)
                .param("tenant", CurrentTenant.id())
                .param("account", accountId)
                .param("version", version)
                .query((row, index) -> new Identity(
                        row.getString("name"),
                        row.getString("email"),
                        row.getString("address") == null ? null : rows.json(row, "address", Address.class),
                        row.getString("tax_id"),
                        row.getString("locale"),
                        row.getString("time_zone")))
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
        return crossTenant.read(
                sql -> sql.sql("select distinct tenant_id from billed_identity where keep_until is not null")
                        .query(UUID.class)
                        .list());
    }
}
