package dev.perennial.console;

import java.util.List;

import org.springframework.stereotype.Component;

import dev.perennial.plan.PlanService;
import dev.perennial.plan.PlanSnapshot;
import dev.perennial.platform.web.PageQuery;

/** Plans that may be chosen in a form. */
@Component
public class PlanChoices {
    /** As many as a list holds that somebody still reads. */
    private static final PageQuery SHOWN = new PageQuery(100, null);

    private final PlanService plans;

    PlanChoices(PlanService plans) {
        this.plans = plans;
    }

    /** Those that are for sale and have a price in a currency. */
    public List<PlanSnapshot> pricedIn(String currency) {
        return plans.list(true, SHOWN).data().stream()
                .filter(plan -> plan.charges().stream()
                        .allMatch(charge -> charge.prices().stream()
                                .anyMatch(price -> price.currency().equals(currency))))
                .toList();
    }
}
