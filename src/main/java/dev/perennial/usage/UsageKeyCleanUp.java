package dev.perennial.usage;

import java.util.List;
import java.util.UUID;

import org.springframework.scheduling.annotation.Scheduled;
import org.springframework.stereotype.Component;

import dev.perennial.platform.job.Ticks;
import dev.perennial.platform.job.WorkerGate;
import dev.perennial.platform.persistence.Rows;
import dev.perennial.platform.tenancy.CrossTenantReader;

/** Forgets the keys of events that nobody repeats any more. */
@Component
class UsageKeyCleanUp {
    private static final int KEYS_AT_ONCE = 5_000;
    private final UsageProperties properties;
    private final Ticks ticks;
    private final WorkerGate gate;
    private final CrossTenantReader crossTenant;
    private final UsageStore store;

    UsageKeyCleanUp(
            UsageProperties properties, Ticks ticks, WorkerGate gate, CrossTenantReader crossTenant, UsageStore store) {
        this.properties = properties;
        this.ticks = ticks;
        this.gate = gate;
        this.crossTenant = crossTenant;
        this.store = store;
    }

    @Scheduled(fixedDelayString = "${perennial.usage.keys-tick:6h}", initialDelayString = "15m")
    void cleanUp() {
        ticks.run("usage-keys", () -> ticks.forEach("usage-keys", tenants(), this::forgetOld));
    }

    /** Those of the current tenant, in small transactions: nobody who reports has to wait for long. */
    void forgetOld() {
        int forgotten = KEYS_AT_ONCE;
        while (forgotten == KEYS_AT_ONCE && gate.isOpen()) {
            forgotten = store.forgetKeys(properties.keyDays(), KEYS_AT_ONCE);
        }
    }

    private List<UUID> tenants() {
        return crossTenant.read(sql -> sql.sql("select id from tenant")
                .query((row, index) -> Rows.uuid(row, "id"))
                .list());
    }
}
