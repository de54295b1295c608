package dev.perennial.taxation;

import java.util.Collection;
import java.util.List;
import java.util.UUID;

import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Repository;
import org.springframework.transaction.annotation.Propagation;
import org.springframework.transaction.annotation.Transactional;

import dev.perennial.invoice.InvoiceSnapshot;
import dev.perennial.platform.persistence.Rows;
import dev.perennial.platform.tenancy.CrossTenantReader;
import dev.perennial.platform.tenancy.CurrentTenant;

/** Which invoices a provider is to be asked about. Goes by the wall clock, as the provider does. */
@Repository
class TaxRequestStore {
    private final JdbcClient jdbc;
    private final CrossTenantReader crossTenant;

    TaxRequestStore(JdbcClient jdbc, CrossTenantReader crossTenant) {
        this.jdbc = jdbc;
        this.crossTenant = crossTenant;
    }

    /** @param tries how often it was asked, this time included */
    record Request(UUID invoiceId, int tries) {}

    @Transactional(propagation = Propagation.MANDATORY)
    public void add(Collection<InvoiceSnapshot> invoices) {
        jdbc.sql("""
                        insert into tax_request (tenant_id, invoice_id, account_id, next_try_at)
                        select :tenant, r.invoice_id, r.account_id, clock_timestamp()
                          from unnest(:invoices::uuid[], :accounts::uuid[]) as r (invoice_id, account_id)
                        on conflict (tenant_id, invoice_id) do update set next_try_at = excluded.next_try_at
                        """)
                .param("tenant", CurrentTenant.id())
                .param("invoices", Rows.texts(invoices, InvoiceSnapshot::id))
                .param("accounts", Rows.texts(invoices, InvoiceSnapshot::accountId))
                .update();
    }

    /** Takes some that are due; unless they are settled, they come again later each time, up to an hour. */
    @Transactional
    public List<Request> claim(int limit) {
        return jdbc.sql("""
                        update tax_request r
                           set tries = r.tries + 1,
                               next_try_at = clock_timestamp() + least(interval '15 seconds' * power(2, least(r.tries, 10)), interval '1 hour')
                         where r.tenant_id = :tenant and r.invoice_id in (
                               select invoice_id from tax_request where tenant_id = :tenant and next_try_at <= clock_timestamp()
                                order by next_try_at limit :limit for update skip locked)
                        returning r.invoice_id, r.tries
                        """)
                .param("tenant", CurrentTenant.id())
                .param("limit", limit)
                .query((row, index) -> new Request(Rows.uuid(row, "invoice_id"), row.getInt("tries")))
                .list();
    }

    @Transactional(propagation = Propagation.MANDATORY)
    public void remove(UUID invoiceId) {
        jdbc.sql("delete from tax_request where tenant_id = :tenant and invoice_id = :invoice")
                .param("tenant", CurrentTenant.id())
                .param("invoice", invoiceId)
                .update();
    }

    /** Asks no more until the account changes. */
    @Transactional(propagation = Propagation.MANDATORY)
    public void park(UUID invoiceId) {
        jdbc.sql("update tax_request set next_try_at = null where tenant_id = :tenant and invoice_id = :invoice")
                .param("tenant", CurrentTenant.id())
                .param("invoice", invoiceId)
                .update();
    }

    /** The account is another one: what it kept from being answered is asked again at once. */
    @Transactional(propagation = Propagation.MANDATORY)
    public void wake(UUID accountId) {
        jdbc.sql("""
                        update tax_request set next_try_at = clock_timestamp()
                         where tenant_id = :tenant and account_id = :account and next_try_at is null
                        """)
                .param("tenant", CurrentTenant.id())
                .param("account", accountId)
                .update();
    }

    List<UUID> tenantsWithWork() {
        return crossTenant.read(
                sql -> sql.sql("select distinct tenant_id from tax_request where next_try_at <= clock_timestamp()")
                        .query(UUID.class)
                        .list());
    }

    /** How many invoices wait, and how many of them for somebody to put something right. */
    long waiting() {
        return crossTenant.read(sql ->
                sql.sql("select count(*) from tax_request").query(Long.class).single());
    }

    long parked() {
        return crossTenant.read(sql -> sql.sql("select count(*) from tax_request where next_try_at is null")
                .query(Long.class)
                .single());
    }
}
