package dev.perennial.subscription;

import java.time.Clock;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.function.Consumer;
import java.util.function.UnaryOperator;

import jakarta.persistence.EntityManager;

import org.jspecify.annotations.Nullable;
import org.springframework.context.ApplicationEventPublisher;
import org.springframework.stereotype.Service;
import org.springframework.transaction.annotation.Transactional;

import dev.perennial.account.BillingProfiles;
import dev.perennial.plan.PlanService;
import dev.perennial.plan.PlanTerms;
import dev.perennial.platform.persistence.Changes;
import dev.perennial.platform.web.Page;
import dev.perennial.platform.web.PageQuery;
import dev.perennial.shared.error.DomainException;
import dev.perennial.subscription.domain.SubscriptionStatus;

/** The life of single subscriptions. What a step costs is settled by billing, which calls this. */
@Service
public class SubscriptionService {
    private final SubscriptionRepository subscriptions;
    private final EntityManager entities;
    private final SubscriptionReader reader;
    private final BillingSchedule schedule;
    private final SchedulePositions positions;
    private final BillingProfiles accounts;
    private final PlanService plans;
    private final GranularitySetting granularity;
    private final ApplicationEventPublisher events;
    private final Changes changes;
    private final Clock clock;

    SubscriptionService(
            SubscriptionRepository subscriptions,
            EntityManager entities,
            SubscriptionReader reader,
            BillingSchedule schedule,
            SchedulePositions positions,
            BillingProfiles accounts,
            PlanService plans,
            GranularitySetting granularity,
            ApplicationEventPublisher events,
            Changes changes,
            Clock clock) {
        this.subscriptions = subscriptions;
        this.entities = entities;
        this.reader = reader;
        this.schedule = schedule;
        this.positions = positions;
        this.accounts = accounts;
        this.plans = plans;
        this.granularity = granularity;
        this.events = events;
        this.changes = changes;
        this.clock = clock;
    }

    /**
     * Sells a plan; with an id that exists already it returns that subscription unchanged. Nothing is billed here. Fails
     * with {@code account_not_found}, {@code plan_not_found}, {@code plan_archived}, {@code currency_not_priced}, {@code
     * too_far_in_past}, {@code too_far_in_future}.
     */
    @Transactional
    public SubscriptionSnapshot create(CreateSubscription command) {
        var existing = reader.find(command.id());
        if (existing.isPresent()) {
            return existing.get();
        }
        var facts = facts(command);
        subscriptions.saveAndFlush(new Subscription(command, facts, clock.instant()));
        positions.open(command, facts);
        accounts.requireStill("account_id", command.accountId(), facts.currency());
        var created = get(command.id());
        publish(SubscriptionEvent.Kind.CREATED, created, Map.of());
        return created;
    }

    /** How {@link #create} would begin, without storing anything. Fails as it does. */
    @Transactional(readOnly = true)
    public BillingState wouldBegin(CreateSubscription command) {
        return facts(command).state(command, clock.instant());
    }

    private NewSubscription facts(CreateSubscription command) {
        var account = accounts.in("account_id", command.accountId());
        var terms = plans.termsForSale(command.planId(), command.planCode());
        return NewSubscription.of(command, account, terms, granularity.granularity(), clock.instant());
    }

    /** Fails with {@code subscription_not_found}. */
    @Transactional(readOnly = true)
    public SubscriptionSnapshot get(UUID id) {
        return reader.find(id).orElseThrow(() -> DomainException.notFound("subscription", id));
    }

    /** Those of the ids that there are, in one query. */
    @Transactional(readOnly = true)
    public List<SubscriptionSnapshot> findAll(Collection<UUID> ids) {
        return reader.findAll(ids);
    }

    /** The newest of each account, up to {@code each}, in one query. */
    @Transactional(readOnly = true)
    public List<SubscriptionSnapshot> newestOf(Collection<UUID> accountIds, int each) {
        return reader.newestOf(accountIds, each);
    }

    /** Whether a subscription of the account has not ended. */
    @Transactional(readOnly = true)
    public boolean hasLiving(UUID accountId) {
        return reader.hasLiving(accountId);
    }

    /** Where it stands in its billing. Fails with {@code subscription_not_found}. */
    @Transactional(readOnly = true)
    public BillingState state(UUID id) {
        return reader.state(id).orElseThrow(() -> DomainException.notFound("subscription", id));
    }

    /** Holds it against runs and other requests until the transaction ends. Fails with {@code subscription_not_found}. */
    @Transactional
    public void lock(UUID id) {
        schedule.lock(id);
    }

    /** Newest first; null means any. */
    @Transactional(readOnly = true)
    public Page<SubscriptionSnapshot> list(
            @Nullable UUID accountId, @Nullable SubscriptionStatus status, @Nullable UUID planId, PageQuery page) {
        return reader.list(accountId, status, planId, page);
    }

    /**
     * Replaces what does not touch money by what {@code revision} makes of it; nobody else changes it meanwhile. Fails
     * with {@code subscription_not_found}.
     */
    @Transactional
    public SubscriptionSnapshot describe(UUID id, UnaryOperator<SubscriptionDetails> revision) {
        return change(id, SubscriptionEvent.Kind.CHANGED, subscription -> {
            var details = revision.apply(SubscriptionDetails.of(get(id)));
            subscription.describe(details, clock.instant());
        });
    }

    /** Sells other terms from now on. Where it goes on in its billing is the caller's to say. */
    @Transactional
    public SubscriptionSnapshot changeTerms(UUID id, PlanTerms terms, long quantity, Position position) {
        return change(id, SubscriptionEvent.Kind.CHANGED, subscription -> {
            subscription.changeTerms(terms, quantity, clock.instant());
            moveTo(subscription, id, position);
        });
    }

    /** Lets other terms begin with the next period, in place of others that were to. */
    @Transactional
    public SubscriptionSnapshot changeTermsLater(UUID id, PlanTerms terms, long quantity) {
        return change(
                id,
                SubscriptionEvent.Kind.CHANGED,
                subscription -> subscription.changeTermsLater(terms, quantity, clock.instant()));
    }

    /** Takes back a change that has not come about. Fails with {@code no_pending_change}. */
    @Transactional
    public SubscriptionSnapshot dropPendingChange(UUID id) {
        return change(id, SubscriptionEvent.Kind.CHANGED, subscription -> {
            if (get(id).pendingChange() == null) {
                throw DomainException.conflict("no_pending_change", "No change of the subscription is pending.");
            }
            subscription.dropPendingChange(clock.instant());
        });
    }

    /** Stops billing, until {@code resumeAt} if that is given. Fails with {@code subscription_not_pausable}. */
    @Transactional
    public SubscriptionSnapshot pause(UUID id, @Nullable Instant resumeAt) {
        return change(id, SubscriptionEvent.Kind.PAUSED, subscription -> {
            subscription.pause(resumeAt, clock.instant());
            positions.lookAgainAt(id, resumeAt);
        });
    }

    /** Goes on after a pause, on trial until {@code trialEnd} if that is given. Fails with {@code subscription_not_paused}. */
    @Transactional
    public SubscriptionSnapshot resume(
            UUID id, SubscriptionStatus next, @Nullable Instant trialEnd, Position position) {
        return change(id, SubscriptionEvent.Kind.RESUMED, subscription -> {
            subscription.resume(next, trialEnd, clock.instant());
            moveTo(subscription, id, position);
        });
    }

    /** Puts it on trial or moves the end of its trial; {@code next} is TRIALING, or the status it has. */
    @Transactional
    public SubscriptionSnapshot tryUntil(UUID id, Instant trialEnd, SubscriptionStatus next, Position position) {
        return change(id, SubscriptionEvent.Kind.CHANGED, subscription -> {
            subscription.tryUntil(trialEnd, next, clock.instant());
            moveTo(subscription, id, position);
        });
    }

    private void moveTo(Subscription subscription, UUID id, Position position) {
        subscription.moveTo(position);
        positions.moveTo(id, position);
    }

    /** Ends it at once; nothing is billed after this. Fails with {@code subscription_already_cancelled}. */
    @Transactional
    public SubscriptionSnapshot cancelNow(UUID id) {
        return change(id, SubscriptionEvent.Kind.CANCELLED, subscription -> {
            subscription.cancelNow(clock.instant());
            positions.lookAgainAt(id, null);
        });
    }

    /**
     * Ends a parked subscription now, and leaves it to runs to bill it up to then once it is unparked. Fails with {@code
     * subscription_already_cancelled}.
     */
    @Transactional
    public SubscriptionSnapshot cancelUnbilled(UUID id, LateSettlement settlement) {
        return change(id, SubscriptionEvent.Kind.CANCELLED, subscription -> {
            subscription.cancelNow(clock.instant());
            positions.settleLater(id, settlement);
        });
    }

    /** Lets the paid period run out first. Fails with {@code subscription_already_cancelled}, {@code subscription_paused}. */
    @Transactional
    public SubscriptionSnapshot cancelAtPeriodEnd(UUID id) {
        return change(
                id, SubscriptionEvent.Kind.CHANGED, subscription -> subscription.cancelAtPeriodEnd(clock.instant()));
    }

    /** Takes back a cancellation that has not come about. Fails with {@code subscription_not_cancelling}. */
    @Transactional
    public SubscriptionSnapshot reactivate(UUID id) {
        return change(id, SubscriptionEvent.Kind.CHANGED, subscription -> subscription.reactivate(clock.instant()));
    }

    /** Whether an invoice of it could not be collected and the subscription goes on. */
    @Transactional(readOnly = true)
    public boolean isPastDue(UUID id) {
        return reader.isPastDue(id);
    }

    /** An invoice of it could not be collected, or its last debt was paid. Other states stay as they are. */
    @Transactional
    public void standing(UUID id, SubscriptionStatus next) {
        schedule.lock(id);
        var subscription = subscriptions.findById(id).orElseThrow();
        entities.refresh(subscription);
        var before = subscription.status();
        if (subscription.standing(next, clock.instant())) {
            subscriptions.flush();
            var kind = next == SubscriptionStatus.PAST_DUE
                    ? SubscriptionEvent.Kind.PAST_DUE
                    : SubscriptionEvent.Kind.ACTIVATED;
            publish(kind, get(id), Map.of("status", before));
        }
    }

    private SubscriptionSnapshot change(UUID id, SubscriptionEvent.Kind kind, Consumer<Subscription> step) {
        schedule.lock(id);
        var before = get(id);
        var subscription = subscriptions.findById(id).orElseThrow();
        // Runs write the row past Hibernate, maybe earlier in this very transaction.
        entities.refresh(subscription);
        step.accept(subscription);
        subscriptions.flush();
        var after = get(id);
        publish(kind, after, changes.between(before, after));
        return after;
    }

    private void publish(SubscriptionEvent.Kind kind, SubscriptionSnapshot subscription, Map<String, Object> previous) {
        events.publishEvent(new SubscriptionEvent(kind, subscription, previous, clock.instant()));
    }
}
