package dev.perennial.tax;

import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.stream.Collectors;

import org.jspecify.annotations.Nullable;
import org.springframework.context.event.EventListener;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.scheduling.annotation.Scheduled;
import org.springframework.stereotype.Service;
import org.springframework.transaction.annotation.Propagation;
import org.springframework.transaction.annotation.Transactional;
import org.springframework.transaction.support.TransactionTemplate;

import dev.perennial.account.AccountEvent;
import dev.perennial.platform.job.Ticks;
import dev.perennial.platform.persistence.Rows;
import dev.perennial.platform.tenancy.CrossTenantReader;
import dev.perennial.platform.tenancy.CurrentTenant;
import dev.perennial.tax.domain.VatId;
import dev.perennial.tax.domain.VatIdStatus;

/**
 * Asks the registry about the VAT ids of accounts until it answers. Whoever has an id counts as a business until the
 * registry says that there is no such id: an outage makes nobody a consumer.
 */
@Service
public class VatIdChecks {
    private static final int BATCH_SIZE = 20;
    private final JdbcClient jdbc;
    private final VatIdRegistry registry;
    private final Ticks ticks;
    private final CrossTenantReader crossTenant;
    private final TransactionTemplate transaction;

    VatIdChecks(
            JdbcClient jdbc,
            VatIdRegistry registry,
            Ticks ticks,
            CrossTenantReader crossTenant,
            TransactionTemplate transaction) {
        this.jdbc = jdbc;
        this.registry = registry;
        this.ticks = ticks;
        this.crossTenant = crossTenant;
        this.transaction = transaction;
    }

    private record Due(UUID accountId, String vatId) {}

    @EventListener
    @Transactional(propagation = Propagation.MANDATORY)
    public void on(AccountEvent event) {
        switch (event.kind()) {
            case CREATED, IMPORTED, UPDATED ->
                note(event.accountId(), event.account().taxId());
            case DELETED, ERASED -> forget(event.accountId());
            case DUNNING_STATUS_CHANGED -> {
                // Says nothing of tax.
            }
        }
    }

    private void note(UUID accountId, @Nullable String taxId) {
        var vatId = taxId == null ? Optional.<VatId>empty() : VatId.parse(taxId);
        if (vatId.isEmpty()) {
            forget(accountId);
            return;
        }
        jdbc.sql("""
                        insert into vat_id_check (tenant_id, account_id, vat_id, status, next_check_at)
                        values (:tenant, :account, :vat, 'UNKNOWN', now())
                        on conflict (tenant_id, account_id) do update
                           set vat_id = excluded.vat_id, status = 'UNKNOWN', tries = 0, next_check_at = now(), checked_at = null
                         where vat_id_check.vat_id <> excluded.vat_id
                        """)
                .param("tenant", CurrentTenant.id())
                .param("account", accountId)
                .param("vat", vatId.get().text())
                .update();
    }

    private void forget(UUID accountId) {
        jdbc.sql("delete from vat_id_check where tenant_id = :tenant and account_id = :account")
                .param("tenant", CurrentTenant.id())
                .param("account", accountId)
                .update();
    }

    /** What is known of the VAT ids of accounts; those without one are absent. */
    @Transactional(readOnly = true)
    public Map<UUID, VatIdStatus> statuses(Collection<UUID> accountIds) {
        return jdbc
                .sql("""
                        select account_id, status from vat_id_check
                         where tenant_id = :tenant and account_id = any(:accounts::uuid[]) and status <> 'UNKNOWN'
                        """)
                .param("tenant", CurrentTenant.id())
                .param("accounts", Rows.texts(accountIds))
                .query((row, index) ->
                        Map.entry(Rows.uuid(row, "account_id"), VatIdStatus.valueOf(row.getString("status"))))
                .list()
                .stream()
                .collect(Collectors.toMap(Map.Entry::getKey, Map.Entry::getValue));
    }

    @Scheduled(fixedDelayString = "${perennial.vat-ids.tick:1m}", initialDelayString = "${perennial.vat-ids.tick:1m}")
    void check() {
        if (registry.isAvailable()) {
            ticks.run("vat-ids", () -> ticks.forEach("vat-ids", tenantsWithWork(), this::checkDue));
        }
    }

    private List<UUID> tenantsWithWork() {
        return crossTenant.read(
                sql -> sql.sql("select distinct tenant_id from vat_id_check where next_check_at <= now()")
                        .query(UUID.class)
                        .list());
    }

    /** Asks about a batch of ids that are due, with no transaction open meanwhile. */
    void checkDue() {
        List<Due> due = transaction.execute(status -> claim());
        for (var one : due == null ? List.<Due>of() : due) {
            var verdict = VatId.parse(one.vatId()).map(registry::check).orElse(VatIdStatus.UNKNOWN);
            if (verdict != VatIdStatus.UNKNOWN) {
                transaction.executeWithoutResult(status -> settle(one, verdict));
            }
        }
    }

    /** The next try comes later each time, up to a day: a country's registry may be away for a night. */
    private List<Due> claim() {
        return jdbc.sql("""
                        update vat_id_check c
                           set tries = c.tries + 1,
                               next_check_at = now() + least(interval '5 minutes' * power(2, least(c.tries, 10)), interval '1 day')
                         where c.tenant_id = :tenant and c.account_id in (
                               select account_id from vat_id_check where tenant_id = :tenant and next_check_at <= now()
                                order by next_check_at limit :limit for update skip locked)
                        returning c.account_id, c.vat_id
                        """)
                .param("tenant", CurrentTenant.id())
                .param("limit", BATCH_SIZE)
                .query((row, index) -> new Due(Rows.uuid(row, "account_id"), row.getString("vat_id")))
                .list();
    }

    private void settle(Due due, VatIdStatus verdict) {
        jdbc.sql("""
                        update vat_id_check set status = :status, next_check_at = null, checked_at = now()
                         where tenant_id = :tenant and account_id = :account and vat_id = :vat
                        """)
                .param("tenant", CurrentTenant.id())
                .param("account", due.accountId())
                .param("vat", due.vatId())
                .param("status", verdict.name())
                .update();
    }
}
