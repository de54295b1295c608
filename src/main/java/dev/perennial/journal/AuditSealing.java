package dev.perennial.journal;

import java.util.List;
import java.util.UUID;

import org.springframework.scheduling.annotation.Scheduled;
import org.springframework.stereotype.Component;

import dev.perennial.platform.job.Ticks;
import dev.perennial.platform.tenancy.CrossTenantReader;
import dev.perennial.shared.id.UuidV7;

/** Wakes the sealing of the audit trail. Replicas may do it at once: a tenant's chain is locked by who adds to it. */
@Component
public class AuditSealing {
    private final Ticks ticks;
    private final CrossTenantReader crossTenant;
    private final AuditChain chain;

    AuditSealing(Ticks ticks, CrossTenantReader crossTenant, AuditChain chain) {
        this.ticks = ticks;
        this.crossTenant = crossTenant;
        this.chain = chain;
    }

    /** Seals what is new, of whichever tenant. */
    @Scheduled(
            fixedDelayString = "${perennial.audit.seal-tick:10s}",
            initialDelayString = "${perennial.audit.seal-tick:10s}")
    public void seal() {
        ticks.run("audit", () -> ticks.forEach("audit", tenantsWithFreshRows(), this::sealWhatIsNew));
    }

    private void sealWhatIsNew() {
        int sealed;
        do {
            sealed = chain.sealBatch();
        } while (sealed == AuditChain.BATCH);
    }

    /**
     * Tenants with rows above what is sealed, and those of late: what they wrote may not all have been committed then.
     */
    private List<UUID> tenantsWithFreshRows() {
        return crossTenant.read(sql -> sql.sql("""
                        select t.id from tenant t left join journal_chain c on c.tenant_id = t.id
                         where exists (select from journal j
                                        where j.tenant_id = t.id
                                          and j.id > least(coalesce(c.newest_id, '00000000-0000-0000-0000-000000000000'), :recent))
                        """)
                .param("recent", UuidV7.earlier(UuidV7.next(), AuditChain.LATE_MAX))
                .query(UUID.class)
                .list());
    }
}
