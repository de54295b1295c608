package dev.perennial.demo;

import java.time.Instant;
import java.time.LocalDate;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;

import org.springframework.stereotype.Component;

import dev.perennial.billing.TestClock;
import dev.perennial.plan.PlanService;
import dev.perennial.platform.tenancy.CurrentTenant;
import dev.perennial.platform.tenancy.TenantScope;
import dev.perennial.platform.web.PageQuery;

/**
 * Tells the story to a tenant: puts its clock to the first day and lets time pass, step by step, up to now. The plans
 * remember when it began and the tenant's clock how far it got, so a telling that was cut off is taken up where it
 * stopped.
 */
@Component
class DemoHistory {
    private static final String BEGAN_ON = "demo_began_on";
    private static final PageQuery PLANS = new PageQuery(100, null);
    private final PlanService plans;
    private final TestClock testClock;
    private final DemoActor actor;

    DemoHistory(PlanService plans, TestClock testClock, DemoActor actor) {
        this.plans = plans;
        this.testClock = testClock;
        this.actor = actor;
    }

    /**
     * Tells what has not been told yet. False, with nothing done, if all of it has, or if the tenant is in use for
     * something else: it has plans of its own, or somebody moved its clock.
     */
    boolean tell(TenantScope scope, Instant now) {
        var told = CurrentTenant.callAs(scope, this::timelineOfPlans);
        if (told.isEmpty() && (scope.frozenNow() != null || CurrentTenant.callAs(scope, this::anyPlan))) {
            return false;
        }
        var timeline = told.orElseGet(() -> DemoTimeline.endingAt(now));
        var reached = Objects.requireNonNullElse(scope.frozenNow(), timeline.begin());
        if (!reached.isBefore(timeline.end())) {
            return false;
        }
        CurrentTenant.runAs(scope.at(timeline.begin()), () -> offerPlans(timeline));
        for (var step : DemoStory.steps()) {
            var at = timeline.at(step);
            if (!at.isBefore(reached)) {
                CurrentTenant.runAs(scope.at(reached), () -> testClock.advance(at));
                CurrentTenant.runAs(scope.at(at), () -> actor.perform(step, timeline));
                reached = at;
            }
        }
        var last = scope.at(reached);
        CurrentTenant.runAs(last, () -> testClock.advance(now));
        return true;
    }

    private void offerPlans(DemoTimeline timeline) {
        var began = Map.of(BEGAN_ON, timeline.beginsOn().toString());
        DemoCatalogue.plans(began).forEach(plan -> plans.create(timeline.planId(plan.code()), plan));
    }

    private Optional<DemoTimeline> timelineOfPlans() {
        return plans.list(null, PLANS).data().stream()
                .flatMap(plan -> Optional.ofNullable(plan.metadata().get(BEGAN_ON)).stream())
                .map(date -> new DemoTimeline(LocalDate.parse(date)))
                .findFirst();
    }

    private boolean anyPlan() {
        return !plans.list(null, PLANS).data().isEmpty();
    }
}
