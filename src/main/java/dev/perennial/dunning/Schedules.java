package dev.perennial.dunning;

import java.time.ZoneId;
import java.util.HashMap;
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

    /** For many accounts at once: the policy is read once, and laid out once for each zone. */
    Function<ZoneId, Schedule> planner() {
        var policy = tenants.settings().dunningPolicyOrDefault();
        var known = new HashMap<ZoneId, Schedule>();
        return zone -> known.computeIfAbsent(zone, one -> new Schedule(policy, one));
    }

    Schedule of(BillingProfile account) {
        return in(account.zone());
    }
}
