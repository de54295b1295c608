package dev.perennial.subscription;

import java.time.Clock;
import java.time.ZoneId;
import java.util.Map;
import java.util.UUID;
import java.util.function.Consumer;

import org.jspecify.annotations.Nullable;
import org.springframework.context.ApplicationEventPublisher;
import org.springframework.stereotype.Service;
import org.springframework.transaction.annotation.Transactional;

import dev.perennial.account.BillingProfiles;
import dev.perennial.plan.PlanService;
import dev.perennial.platform.persistence.Changes;
import dev.perennial.platform.web.Page;
import dev.perennial.platform.web.PageQuery;
import dev.perennial.shared.billing.CollectionMethod;
import dev.perennial.shared.error.DomainException;
import dev.perennial.subscription.domain.SubscriptionStatus;

/** The life of single subscriptions. What a step costs is settled by billing, which calls this. */
@Service
public class SubscriptionService {
    private final SubscriptionRepository subscriptions;
    private final SubscriptionReader reader;
    private final BillingSchedule schedule;
    private final BillingProfiles accounts;
    private final PlanService plans;
    private final ApplicationEventPublisher events;
    private final Changes changes;
    private final Clock clock;

    SubscriptionService(
            SubscriptionRepository subscriptions,
            SubscriptionReader reader,
            BillingSchedule schedule,
            BillingProfiles accounts,
            PlanService plans,
            ApplicationEventPublisher events,
            Changes changes,
            Clock clock) {
        this.subscriptions = subscriptions;
        this.reader = reader;
        this.schedule = schedule;
        this.accounts = accounts;
        this.plans = plans;
        this.events = events;
        this.changes = changes;
        this.clock = clock;
    }

    /**
     * Sells a plan; with an id that exists already it returns that subscription unchanged. Nothing is billed here. Fails
     * with {@code account_not_found}, {@code plan_not_found}, {@code plan_archived}, {@code no_price_in_currency}, {@code
     * too_far_in_past}, {@code too_far_in_future}.
     */
    @Transactional
    public SubscriptionSnapshot create(CreateSubscription command) {
        var existing = reader.find(command.id());
        if (existing.isPresent()) {
            return existing.get();
        }
        var account = accounts.in("account_id", command.accountId());
        var terms = plans.termsForSale(command.planId(), command.planCode());
        var facts = NewSubscription.of(command, account, terms, clock.instant());
        subscriptions.saveAndFlush(new Subscription(command, facts, clock.instant()));
        schedule.open(command, facts);
        var created = get(command.id());
        publish(SubscriptionEvent.Kind.CREATED, created, Map.of());
        return created;
    }

    /** Fails with {@code subscription_not_found}. */
    @Transactional(readOnly = true)
    public SubscriptionSnapshot get(UUID id) {
        return reader.find(id).orElseThrow(() -> DomainException.notFound("subscription", id));
    }

    /** The time zone in which the subscription's days begin. Fails with {@code subscription_not_found}. */
    @Transactional(readOnly = true)
    public ZoneId zoneOf(UUID id) {
        return subscriptions
                .findById(id)
                .map(Subscription::zone)
                .orElseThrow(() -> DomainException.notFound("subscription", id));
    }

    @Transactional(readOnly = true)
    public Page<SubscriptionSnapshot> list(
            @Nullable UUID accountId, @Nullable SubscriptionStatus status, @Nullable UUID planId, PageQuery page) {
        return reader.list(accountId, status, planId, page);
    }

    /** Changes what does not touch money. Fails with {@code subscription_not_found}. */
    @Transactional
    public SubscriptionSnapshot describe(UUID id, Map<String, String> metadata, CollectionMethod collection) {
        return change(
                id,
                SubscriptionEvent.Kind.CHANGED,
                subscription -> subscription.describe(metadata, collection, clock.instant()));
    }

    /** Ends it at once; nothing is billed after this. Fails with {@code subscription_already_cancelled}. */
    @Transactional
    public SubscriptionSnapshot cancelNow(UUID id) {
        return change(id, SubscriptionEvent.Kind.CANCELLED, subscription -> {
            subscription.cancelNow(clock.instant());
            schedule.close(id);
        });
    }

    /** Lets the paid period run out first. Fails with {@code subscription_already_cancelled}. */
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

    /** An invoice of it could not be collected, or its last debt was paid. Other states stay as they are. */
    @Transactional
    public void standing(UUID id, SubscriptionStatus next) {
        schedule.lock(id);
        var before = get(id);
        var subscription = subscriptions.findById(id).orElseThrow();
        if (subscription.standing(next, clock.instant())) {
            subscriptions.flush();
            var kind = next == SubscriptionStatus.PAST_DUE
                    ? SubscriptionEvent.Kind.PAST_DUE
                    : SubscriptionEvent.Kind.ACTIVATED;
            publish(kind, get(id), Map.of("status", before.status()));
        }
    }

    private SubscriptionSnapshot change(UUID id, SubscriptionEvent.Kind kind, Consumer<Subscription> step) {
        schedule.lock(id);
        var before = get(id);
        step.accept(subscriptions.findById(id).orElseThrow());
        subscriptions.flush();
        var after = get(id);
        publish(kind, after, changes.between(before, after));
        return after;
    }

    private void publish(SubscriptionEvent.Kind kind, SubscriptionSnapshot subscription, Map<String, Object> previous) {
        events.publishEvent(new SubscriptionEvent(kind, subscription, previous, clock.instant()));
    }
}
