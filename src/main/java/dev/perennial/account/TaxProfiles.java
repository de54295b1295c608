package dev.perennial.account;

import java.time.ZoneId;
import java.util.Collection;
import java.util.List;
import java.util.UUID;

import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Service;
import org.springframework.transaction.annotation.Transactional;

import dev.perennial.platform.persistence.Rows;
import dev.perennial.platform.tenancy.CurrentTenant;

/** Accounts as tax sees them. */
@Service
public class TaxProfiles {
    private final AccountRepository accounts;
    private final JdbcClient jdbc;

    TaxProfiles(AccountRepository accounts, JdbcClient jdbc) {
        this.accounts = accounts;
        this.jdbc = jdbc;
    }

    /** The profiles of many accounts in one query; those that do not exist are absent. */
    @Transactional(readOnly = true)
    public List<TaxProfile> of(Collection<UUID> ids) {
        accounts.flush();
        return jdbc.sql("""
                        select id, address ->> 'country' as country, address ->> 'state' as state, address ->> 'city' as city, tax_id,
                               tax_exempt, time_zone
                          from account where tenant_id = :tenant and id = any(:ids::uuid[])
                        """)
                .param("tenant", CurrentTenant.id())
                .param("ids", Rows.texts(ids))
                .query((row, index) -> new TaxProfile(
                        Rows.uuid(row, "id"),
                        row.getString("country"),
                        row.getString("state"),
                        row.getString("city"),
                        row.getString("tax_id"),
                        row.getBoolean("tax_exempt"),
                        ZoneId.of(row.getString("time_zone"))))
                .list();
    }
}
