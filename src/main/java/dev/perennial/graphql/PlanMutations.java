package dev.perennial.graphql;

import java.util.Map;
import java.util.UUID;

import org.springframework.graphql.data.method.annotation.Argument;
import org.springframework.graphql.data.method.annotation.MutationMapping;
import org.springframework.stereotype.Controller;

import dev.perennial.plan.PlanDetails;
import dev.perennial.plan.PlanService;
import dev.perennial.platform.idempotency.NewObjectId;
import dev.perennial.platform.security.CurrentCaller;

/** What is sold, written. */
@Controller
class PlanMutations {
    private static final String PLANS = "plans";
    private final PlanService plans;
    private final Inputs inputs;
    private final Views views;

    PlanMutations(PlanService plans, Inputs inputs, Views views) {
        this.plans = plans;
        this.inputs = inputs;
        this.views = views;
    }

    @MutationMapping("create_plan")
    Map<String, Object> createPlan(@Argument Map<String, Object> input) {
        CurrentCaller.requireWrite(PLANS);
        return views.of(plans.create(NewObjectId.next(), inputs.read(input, PlanDetails.class)));
    }

    @MutationMapping("update_plan")
    Map<String, Object> updatePlan(@Argument UUID id, @Argument Map<String, Object> input) {
        CurrentCaller.requireWrite(PLANS);
        return views.of(plans.update(id, details -> inputs.patch(input, details, PlanDetails.class)));
    }

    @MutationMapping("archive_plan")
    Map<String, Object> archivePlan(@Argument UUID id) {
        CurrentCaller.requireWrite(PLANS);
        return views.of(plans.archive(id));
    }
}
