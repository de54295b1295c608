package dev.perennial.account;

import org.springframework.scheduling.annotation.Scheduled;
import org.springframework.stereotype.Component;

import dev.perennial.platform.job.Ticks;

/** Wakes the purge of what invoices named, years after. */
@Component
public class BilledIdentityPurge {
    private final Ticks ticks;
    private final BilledIdentities identities;

    BilledIdentityPurge(Ticks ticks, BilledIdentities identities) {
        this.ticks = ticks;
        this.identities = identities;
    }

    /** Purges what is due, of whichever tenant. */
    @Scheduled(fixedDelayString = "${perennial.privacy.purge-tick:6h}", initialDelayString = "15m")
    public void purge() {
        ticks.run("purge", () -> ticks.forEach("purge", identities.tenantsThatKeepSome(), identities::purge));
    }
}
