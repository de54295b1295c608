package dev.perennial.dunning;

import java.time.ZoneId;
import java.util.function.Function;

import org.springframework.stereotype.Component;

import dev.perennial.account.BillingProfile;
import dev.perennial.dunning.domain.Schedule;
import dev.perennial.tenant.TenantService;

/** The current tenant's policy, laid out in the days of an account. */
@Component
class Schedules {
    private final TenantService tenants;

    Schedules(TenantService tenants) {
        this.tenants = tenants;
    }

    Schedule in(ZoneId zone) {
        return planner().apply(zone);
    }

    /** For many accounts at once: the policy is read only once. */
    Function<ZoneId, Schedule> planner() {
        var policy = tenants.settings().dunningPolicyOrDefault();
        return zone -> new Schedule(policy, zone);
    }

    Schedule of(BillingProfile account) {
        return in(account.zone());
    }
}
