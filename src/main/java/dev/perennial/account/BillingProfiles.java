package dev.perennial.account;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.ZoneId;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Function;
import java.util.stream.Collectors;

import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Service;
import org.springframework.transaction.annotation.Propagation;
import org.springframework.transaction.annotation.Transactional;

import dev.perennial.platform.persistence.Rows;
import dev.perennial.platform.tenancy.CurrentTenant;
import dev.perennial.shared.error.DomainException;

/** Accounts as billing sees them: how and in what they pay, and what credit they have. */
@Service
public class BillingProfiles {
    private final AccountRepository accounts;
    private final JdbcClient jdbc;

    BillingProfiles(AccountRepository accounts, JdbcClient jdbc) {
        this.accounts = accounts;
        this.jdbc = jdbc;
    }

    /** Fails with {@code account_not_found}. */
    @Transactional(readOnly = true)
    public BillingProfile of(UUID id) {
        return accounts.findLiving(id)
                .orElseThrow(() -> DomainException.notFound("account", id))
                .billingProfile();
    }

    /** The profile, unless the account was closed. */
    @Transactional(readOnly = true)
    public Optional<BillingProfile> living(UUID id) {
        return accounts.findLiving(id).map(Account::billingProfile);
    }

    /** As {@link #of(UUID)}, for an id that stands in the field of a request body. */
    @Transactional(readOnly = true)
    public BillingProfile in(String field, UUID id) {
        return accounts.findLiving(id)
                .orElseThrow(() -> DomainException.notFoundIn(field, "account"))
                .billingProfile();
    }

    /**
     * Makes sure, after something was stored for an account, that it was not closed and did not change its currency
     * just before; from then on it cannot. Fails with {@code account_not_found}.
     */
    @Transactional(propagation = Propagation.MANDATORY)
    public void requireStill(String field, UUID id, String currency) {
        boolean isStill = jdbc.sql("""
                        select exists (select from account
                                        where tenant_id = :tenant and id = :id and deleted_at is null and currency = :currency)
                        """)
                .param("tenant", CurrentTenant.id())
                .param("id", id)
                .param("currency", currency)
                .query(Boolean.class)
                .single();
        if (!isStill) {
            throw DomainException.notFoundIn(field, "account");
        }
    }

    /** The profiles of many accounts in one narrow query: a run asks for those of a whole chunk. */
    @Transactional(readOnly = true)
    public Map<UUID, BillingProfile> of(Collection<UUID> ids) {
        return profiles(ids, "");
    }

    /** As {@link #of(Collection)}, without those of accounts that were closed. */
    @Transactional(readOnly = true)
    public Map<UUID, BillingProfile> living(Collection<UUID> ids) {
        return profiles(ids, " and deleted_at is null");
    }

    private Map<UUID, BillingProfile> profiles(Collection<UUID> ids, String condition) {
        accounts.flush();
        return jdbc
                .sql("""
                        select id, name, email, currency, time_zone, net_terms_days, default_payment_method_id, gateway_customer_id
                          from account where tenant_id = :tenant and id = any(:ids::uuid[])
                        """ + condition)
                .param("tenant", CurrentTenant.id())
                .param("ids", Rows.texts(ids))
                .query(BillingProfiles::profile)
                .list()
                .stream()
                .collect(Collectors.toMap(BillingProfile::accountId, Function.identity()));
    }

    private static BillingProfile profile(ResultSet row, int index) throws SQLException {
        return new BillingProfile(
                Rows.uuid(row, "id"),
                row.getString("name"),
                row.getString("email"),
                row.getString("currency"),
                row.getString("time_zone"),
                row.getInt("net_terms_days"),
                row.getObject("default_payment_method_id", UUID.class),
                row.getString("gateway_customer_id"));
    }

    /** Where accounts are, closed ones too: a chunk of them in one narrow query. */
    @Transactional(readOnly = true)
    public Map<UUID, ZoneId> zones(Collection<UUID> ids) {
        return jdbc
                .sql("select id, time_zone from account where tenant_id = :tenant and id = any(:ids::uuid[])")
                .param("tenant", CurrentTenant.id())
                .param("ids", Rows.texts(ids))
                .query((row, index) -> Map.entry(Rows.uuid(row, "id"), ZoneId.of(row.getString("time_zone"))))
                .list()
                .stream()
                .collect(Collectors.toMap(Map.Entry::getKey, Map.Entry::getValue));
    }

    /** Adds to the credit balances of accounts, in minor units; a balance below zero is refused by the database. */
    @Transactional(propagation = Propagation.MANDATORY)
    public void changeCreditBalances(Map<UUID, Long> changes) {
        accounts.flush();
        var ids = List.copyOf(changes.keySet());
        jdbc.sql("""
                        update account a set credit_balance_minor = a.credit_balance_minor + c.change, version = a.version + 1
                          from unnest(:ids::uuid[], :changes::bigint[]) as c (id, change)
                         where a.tenant_id = :tenant and a.id = c.id
                        """)
                .param("tenant", CurrentTenant.id())
                .param("ids", Rows.texts(ids))
                .param("changes", Rows.texts(ids, changes::get))
                .update();
    }
}
