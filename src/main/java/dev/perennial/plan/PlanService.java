package dev.perennial.plan;

import java.time.Clock;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.UUID;
import java.util.function.Function;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;

import org.jspecify.annotations.Nullable;
import org.springframework.context.ApplicationEventPublisher;
import org.springframework.stereotype.Service;
import org.springframework.transaction.annotation.Transactional;

import dev.perennial.plan.pricing.PriceRules;
import dev.perennial.platform.persistence.Changes;
import dev.perennial.platform.persistence.KeysetPages;
import dev.perennial.platform.web.Page;
import dev.perennial.platform.web.PageQuery;
import dev.perennial.shared.error.DomainException;
import dev.perennial.shared.error.FieldError;
import dev.perennial.shared.id.UuidV7;

/** Plans and their versions. */
@Service
public class PlanService {
    private final PlanRepository plans;
    private final PlanVersionRepository versions;
    private final KnownTerms known;
    private final ApplicationEventPublisher events;
    private final Changes changes;
    private final Clock clock;

    PlanService(
            PlanRepository plans,
            PlanVersionRepository versions,
            KnownTerms known,
            ApplicationEventPublisher events,
            Changes changes,
            Clock clock) {
        this.plans = plans;
        this.versions = versions;
        this.known = known;
        this.events = events;
        this.changes = changes;
        this.clock = clock;
    }

    /** Puts a plan on sale; with an id that exists already it returns that plan unchanged. Fails with {@code validation_failed}. */
    @Transactional
    public PlanSnapshot create(UUID id, PlanDetails details) {
        var existing = plans.findById(id);
        if (existing.isPresent()) {
            return existing.get().snapshot(latest(existing.get()));
        }
        var errors = errors(details);
        if (!errors.isEmpty()) {
            throw DomainException.invalid(errors);
        }
        return store(id, details, PlanEvent.Kind.CREATED);
    }

    /** Puts a plan of another billing system on sale that {@link #errors} has nothing against; nobody outside is told. */
    @Transactional
    public PlanSnapshot bringIn(UUID id, PlanDetails details) {
        return store(id, details, PlanEvent.Kind.IMPORTED);
    }

    private PlanSnapshot store(UUID id, PlanDetails details, PlanEvent.Kind kind) {
        var plan = plans.saveAndFlush(new Plan(id, details, clock.instant()));
        var version = versions.saveAndFlush(new PlanVersion(UuidV7.next(), id, 1, details, clock.instant()));
        publish(kind, plan.snapshot(version), Map.of());
        return plan.snapshot(version);
    }

    /** What keeps a new plan from being put on sale. */
    @Transactional(readOnly = true)
    public List<FieldError> errors(PlanDetails details) {
        var errors = ruleErrors(details);
        if (plans.findByCode(details.code()).isPresent()) {
            errors.add(new FieldError("code", "code_taken", "belongs to another plan"));
        }
        return errors;
    }

    /** The plan at its latest version. Fails with {@code plan_not_found}. */
    @Transactional(readOnly = true)
    public PlanSnapshot get(UUID id) {
        var plan = plan(id);
        return plan.snapshot(latest(plan));
    }

    /** One page of a plan's versions, newest first. Fails with {@code plan_not_found}. */
    @Transactional(readOnly = true)
    public Page<PlanSnapshot> versions(UUID id, PageQuery page) {
        var plan = plan(id);
        return KeysetPages.read(versions, page, (version, where) -> where.equalIfGiven(version.get("planId"), id))
                .map(plan::snapshot);
    }

    /** All versions of a plan, newest first. Fails with {@code plan_not_found}. */
    @Transactional(readOnly = true)
    public List<PlanSnapshot> versions(UUID id) {
        var plan = plan(id);
        return versions.findByPlanIdOrderByNumberDesc(id).stream()
                .map(plan::snapshot)
                .toList();
    }

    /** Those of the ids that there are, at their latest versions, in two queries. */
    @Transactional(readOnly = true)
    public List<PlanSnapshot> findAll(Collection<UUID> ids) {
        var found = plans.findAllById(ids);
        var latest = latestOf(found);
        return found.stream()
                .map(plan -> plan.snapshot(Objects.requireNonNull(latest.get(plan.id()))))
                .toList();
    }

    /** Those of the codes that there are, at their latest versions and in the order of the codes. */
    @Transactional(readOnly = true)
    public List<PlanSnapshot> findAllByCode(List<String> codes) {
        var found = plans.findByCodeIn(codes);
        var latest = latestOf(found);
        return found.stream()
                .map(plan -> plan.snapshot(Objects.requireNonNull(latest.get(plan.id()))))
                .sorted(Comparator.comparingInt(plan -> codes.indexOf(plan.code())))
                .toList();
    }

    private Map<UUID, PlanVersion> latestOf(List<Plan> found) {
        return versions.findLatest(found.stream().map(Plan::id).toList()).stream()
                .collect(Collectors.toMap(PlanVersion::planId, Function.identity()));
    }

    /** At their latest versions, newest plan first; null means any. */
    @Transactional(readOnly = true)
    public Page<PlanSnapshot> list(@Nullable Boolean active, PageQuery page) {
        var found = KeysetPages.read(plans, page, (plan, where) -> where.equalIfGiven(plan.get("active"), active));
        var latest = latestOf(found.data());
        return found.map(plan -> plan.snapshot(Objects.requireNonNull(latest.get(plan.id()))));
    }

    /**
     * Replaces the details by what {@code change} makes of them; nobody else changes them meanwhile. What changes the
     * price becomes the next version, for new subscriptions only. Fails with {@code plan_not_found}, {@code
     * validation_failed}, {@code plan_archived}.
     */
    @Transactional
    public PlanSnapshot update(UUID id, UnaryOperator<PlanDetails> change) {
        var plan = plans.findForUpdate(id).orElseThrow(() -> DomainException.notFound("plan", id));
        if (!plan.isActive()) {
            throw DomainException.conflict("plan_archived", "An archived plan cannot change.");
        }
        var version = latest(plan);
        var details = change.apply(plan.details(version));
        if (!plan.code().equals(details.code())) {
            throw DomainException.invalid("code", "immutable", "cannot change; make a new plan instead");
        }
        check(details);
        var before = plan.snapshot(version);
        plan.describe(details, clock.instant());
        if (!version.sells(details)) {
            version = versions.save(new PlanVersion(UuidV7.next(), id, plan.nextVersion(), details, clock.instant()));
        }
        plans.flush();
        var after = plan.snapshot(version);
        publish(PlanEvent.Kind.UPDATED, after, changes.between(before, after));
        return after;
    }

    /** Takes a plan off sale; its subscriptions go on. Archiving twice is no error. Fails with {@code plan_not_found}. */
    @Transactional
    public PlanSnapshot archive(UUID id) {
        var plan = plans.findForUpdate(id).orElseThrow(() -> DomainException.notFound("plan", id));
        var version = latest(plan);
        if (plan.isActive()) {
            plan.archive(clock.instant());
            plans.flush();
            publish(PlanEvent.Kind.ARCHIVED, plan.snapshot(version), Map.of("active", true));
        }
        return plan.snapshot(version);
    }

    /**
     * What a new subscription to the plan is billed by, at its latest version. Fails with {@code plan_not_found}, {@code
     * plan_archived}.
     */
    @Transactional(readOnly = true)
    public PlanTerms termsForSale(@Nullable UUID planId, @Nullable String planCode) {
        var field = planId != null ? "plan_id" : "plan_code";
        // Which version is on sale is read each time: what was remembered of that could be yesterday's price.
        var sale = (planId != null ? plans.findSale(planId) : plans.findSaleByCode(String.valueOf(planCode)))
                .orElseThrow(() -> DomainException.notFoundIn(field, "plan"));
        if (!sale.getActive()) {
            throw DomainException.invalid(field, "plan_archived", "is archived and no longer sold");
        }
        return terms(Set.of(sale.getVersionId())).values().iterator().next();
    }

    /** The latest terms of plans, archived ones too, by plan id; unknown ids are left out. */
    @Transactional(readOnly = true)
    public Map<UUID, PlanTerms> latestTerms(Collection<UUID> planIds) {
        var found = plans.findAllById(planIds);
        var latest = latestOf(found);
        return found.stream()
                .collect(Collectors.toMap(Plan::id, plan -> plan.terms(Objects.requireNonNull(latest.get(plan.id())))));
    }

    /** Which plan has which of these codes; unknown codes are left out. */
    @Transactional(readOnly = true)
    public Map<String, UUID> idsByCode(Collection<String> codes) {
        return codes.stream()
                .distinct()
                .flatMap(code -> plans.findByCode(code).stream())
                .collect(Collectors.toMap(Plan::code, Plan::id));
    }

    /** The terms of many versions, by version id. */
    @Transactional(readOnly = true)
    public Map<UUID, PlanTerms> terms(Collection<UUID> versionIds) {
        return known.find(versionIds, this::read);
    }

    private List<PlanTerms> read(Collection<UUID> versionIds) {
        var found = versions.findAllById(versionIds);
        var owners = plans.findAllById(found.stream().map(PlanVersion::planId).toList()).stream()
                .collect(Collectors.toMap(Plan::id, Function.identity()));
        return found.stream()
                .map(version ->
                        Objects.requireNonNull(owners.get(version.planId())).terms(version))
                .toList();
    }

    private static void check(PlanDetails details) {
        var errors = ruleErrors(details);
        if (!errors.isEmpty()) {
            throw DomainException.invalid(errors);
        }
    }

    private static List<FieldError> ruleErrors(PlanDetails details) {
        var errors = new ArrayList<>(PriceRules.check(details.charges()));
        errors.addAll(PriceRules.checkCommitments(details.minimumCommitments()));
        return errors;
    }

    private Plan plan(UUID id) {
        return plans.findById(id).orElseThrow(() -> DomainException.notFound("plan", id));
    }

    private PlanVersion latest(Plan plan) {
        return versions.getByPlanIdAndNumber(plan.id(), plan.latestVersion());
    }

    private void publish(PlanEvent.Kind kind, PlanSnapshot plan, Map<String, Object> previous) {
        events.publishEvent(new PlanEvent(kind, plan, previous, clock.instant()));
    }
}
