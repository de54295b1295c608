package dev.perennial.platform.idempotency;

import java.util.List;
import java.util.UUID;

import org.springframework.scheduling.annotation.Scheduled;
import org.springframework.stereotype.Component;

import dev.perennial.platform.job.Ticks;
import dev.perennial.platform.persistence.Rows;
import dev.perennial.platform.tenancy.CrossTenantReader;

/** Keeps the table of idempotency keys small. */
@Component
class IdempotencyCleanUp {
    private final Ticks ticks;
    private final CrossTenantReader crossTenant;
    private final IdempotencyKeys keys;

    IdempotencyCleanUp(Ticks ticks, CrossTenantReader crossTenant, IdempotencyKeys keys) {
        this.ticks = ticks;
        this.crossTenant = crossTenant;
        this.keys = keys;
    }

    @Scheduled(fixedDelayString = "${perennial.idempotency.clean-up-tick:1h}", initialDelayString = "10m")
    void cleanUp() {
        ticks.run("idempotency", () -> ticks.forEach("idempotency", tenants(), keys::forgetOld));
    }

    private List<UUID> tenants() {
        return crossTenant.read(sql -> sql.sql("select id from tenant")
                .query((row, index) -> Rows.uuid(row, "id"))
                .list());
    }
}
