package dev.perennial.migration;

import java.util.List;
import java.util.UUID;

import org.springframework.stereotype.Component;

import dev.perennial.migration.domain.ImportEntity;
import dev.perennial.migration.domain.SourceSystem;
import dev.perennial.migration.row.PlanRow;
import dev.perennial.plan.PlanService;

/** Puts plans on sale. They are few, so each goes by itself. */
@Component
class PlanImporter implements EntityImporter<PlanRow> {
    private final PlanService plans;

    PlanImporter(PlanService plans) {
        this.plans = plans;
    }

    @Override
    public ImportEntity entity() {
        return ImportEntity.PLANS;
    }

    @Override
    public Class<PlanRow> rowType() {
        return PlanRow.class;
    }

    @Override
    public List<Outcome> bringIn(SourceSystem source, UUID importId, List<Item<PlanRow>> items) {
        return items.stream().map(this::bringIn).toList();
    }

    private Outcome bringIn(Item<PlanRow> item) {
        var errors = plans.errors(item.row().plan());
        if (errors.isEmpty()) {
            plans.bringIn(item.id(), item.row().plan());
        }
        return Outcome.of(errors);
    }
}
