package dev.perennial.migration;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.UUID;
import java.util.stream.Collectors;

import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;

import dev.perennial.migration.domain.ImportEntity;
import dev.perennial.migration.domain.SourceSystem;
import dev.perennial.migration.row.SubscriptionRow;
import dev.perennial.plan.PlanService;
import dev.perennial.plan.PlanTerms;
import dev.perennial.shared.billing.CollectionMethod;
import dev.perennial.shared.error.FieldError;
import dev.perennial.subscription.ImportedSubscription;
import dev.perennial.subscription.ImportedSubscriptions;

/** Lets subscriptions go on. */
@Component
class SubscriptionImporter implements EntityImporter<SubscriptionRow> {
    private final ImportedSubscriptions subscriptions;
    private final PlanService plans;
    private final ImportedReferences references;

    SubscriptionImporter(ImportedSubscriptions subscriptions, PlanService plans, ImportedReferences references) {
        this.subscriptions = subscriptions;
        this.plans = plans;
        this.references = references;
    }

    @Override
    public ImportEntity entity() {
        return ImportEntity.SUBSCRIPTIONS;
    }

    @Override
    public Class<SubscriptionRow> rowType() {
        return SubscriptionRow.class;
    }

    @Override
    public List<Outcome> bringIn(SourceSystem source, UUID importId, List<Item<SubscriptionRow>> items) {
        var context = context(source, items);
        var referring = SortedRows.of(items, context::errors, context::imported);
        var sorted = referring.then(subscriptions.check(referring.sound()), Outcome::of);
        if (!sorted.sound().isEmpty()) {
            subscriptions.bringIn(sorted.sound());
        }
        return sorted.outcomes();
    }

    private Context context(SourceSystem source, List<Item<SubscriptionRow>> items) {
        var codes = items.stream()
                .map(item -> item.row().planCode())
                .filter(Objects::nonNull)
                .collect(Collectors.toSet());
        var byExternalId = references.of(source, ImportEntity.PLANS, items, SubscriptionRow::planExternalId);
        var byCode = plans.idsByCode(codes);
        var wanted = new HashSet<>(byExternalId.values());
        wanted.addAll(byCode.values());
        return new Context(
                references.accounts(source, items, SubscriptionRow::accountExternalId),
                byExternalId,
                byCode,
                plans.latestTerms(wanted));
    }

    /** What the rows of a chunk refer to. */
    private record Context(
            Map<String, UUID> accounts,
            Map<String, UUID> plansByExternalId,
            Map<String, UUID> plansByCode,
            Map<UUID, PlanTerms> terms) {

        private Context {
            accounts = new HashMap<>(accounts);
        }

        private List<FieldError> errors(SubscriptionRow row) {
            var errors = new ArrayList<FieldError>();
            if (!accounts.containsKey(row.accountExternalId())) {
                errors.add(ImportedReferences.missing("account_external_id", "account"));
            }
            if ((row.planExternalId() == null) == (row.planCode() == null)) {
                errors.add(new FieldError(
                        "plan_external_id", "required", "must be given, or else plan_code, and not both"));
            } else if (plan(row) == null) {
                errors.add(
                        row.planCode() == null
                                ? ImportedReferences.missing("plan_external_id", "plan")
                                : new FieldError("plan_code", "plan_not_found", "names no plan of this tenant"));
            }
            return errors;
        }

        private @Nullable UUID plan(SubscriptionRow row) {
            return row.planCode() == null
                    ? plansByExternalId.get(String.valueOf(row.planExternalId()))
                    : plansByCode.get(row.planCode());
        }

        private ImportedSubscription imported(Item<SubscriptionRow> item) {
            var row = item.row();
            var metadata = new HashMap<>(row.metadata() == null ? Map.of() : row.metadata());
            return new ImportedSubscription(
                    item.id(),
                    Objects.requireNonNull(accounts.get(row.accountExternalId())),
                    Objects.requireNonNull(terms.get(Objects.requireNonNull(plan(row)))),
                    row.quantity() == null ? 1 : row.quantity(),
                    row.status(),
                    row.startAt(),
                    row.billingAnchor(),
                    row.currentPeriodStart(),
                    row.currentPeriodEnd(),
                    row.trialEnd(),
                    Boolean.TRUE.equals(row.cancelAtPeriodEnd()),
                    row.cancelledAt(),
                    row.endedAt(),
                    row.pausedAt(),
                    row.resumeAt(),
                    row.collection() == null ? CollectionMethod.AUTOMATIC : row.collection(),
                    row.netTermsDays(),
                    metadata);
        }
    }
}
