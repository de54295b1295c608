package dev.perennial.coupon;

import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.UUID;
import java.util.function.Function;
import java.util.stream.Collectors;

import org.jspecify.annotations.Nullable;
import org.springframework.context.ApplicationEventPublisher;
import org.springframework.stereotype.Service;
import org.springframework.transaction.annotation.Propagation;
import org.springframework.transaction.annotation.Transactional;

import dev.perennial.coupon.domain.GrantedDiscount;
import dev.perennial.platform.web.Page;
import dev.perennial.platform.web.PageQuery;
import dev.perennial.shared.error.DomainException;
import dev.perennial.shared.event.DomainEvents;
import dev.perennial.shared.id.UuidV7;
import dev.perennial.subscription.SubscriptionService;
import dev.perennial.subscription.SubscriptionSnapshot;
import dev.perennial.subscription.domain.SubscriptionStatus;

/** Discounts: coupons redeemed for subscriptions, and what invoices used of them. */
@Service
public class Discounts {
    private final DiscountStore store;
    private final CouponStore coupons;
    private final SubscriptionService subscriptions;
    private final ApplicationEventPublisher events;
    private final Clock clock;

    Discounts(
            DiscountStore store,
            CouponStore coupons,
            SubscriptionService subscriptions,
            ApplicationEventPublisher events,
            Clock clock) {
        this.store = store;
        this.coupons = coupons;
        this.subscriptions = subscriptions;
        this.events = events;
        this.clock = clock;
    }

    /**
     * An invoice took something off by a discount.
     *
     * @param beginsPeriod whether it bills a new period, rather than a change within one
     */
    public record Use(
            UUID discountId, boolean beginsPeriod, @Nullable Instant periodEnd) {}

    /**
     * Redeems a coupon for a subscription, from its next invoice on; with an id that exists already it returns that discount.
     * Fails with {@code subscription_not_found}, {@code subscription_cancelled}, {@code coupon_not_found}, {@code
     * coupon_archived}, {@code coupon_expired}, {@code coupon_used_up}, {@code coupon_already_applied}, and {@code
     * validation_failed}: {@code currency_mismatch}, {@code not_for_plan}.
     */
    @Transactional
    public DiscountSnapshot redeem(UUID id, UUID subscriptionId, String couponCode) {
        subscriptions.lock(subscriptionId);
        var subscription = subscriptions.get(subscriptionId);
        var existing = store.find(List.of(id));
        if (!existing.isEmpty()) {
            return existing.getFirst();
        }
        var coupon = find(couponCode);
        var now = clock.instant();
        store.lock(subscriptionId);
        requireRedeemable(coupon, subscription, now);
        if (!coupons.redeem(coupon.id(), now)) {
            throw usedUp();
        }
        store.insert(
                new DiscountSnapshot(id, subscription.accountId(), subscriptionId, coupon, 0, null, true, now, now));
        var created = store.find(List.of(id)).getFirst();
        events.publishEvent(new DiscountEvent(DiscountEvent.Kind.CREATED, created, Map.of(), now));
        return created;
    }

    private void requireRedeemable(CouponSnapshot coupon, SubscriptionSnapshot subscription, Instant now) {
        if (subscription.status() == SubscriptionStatus.CANCELLED) {
            throw DomainException.conflict(
                    "subscription_cancelled", "The subscription has ended; nothing is billed for it.");
        }
        if (!coupon.active()) {
            throw DomainException.conflict("coupon_archived", "The coupon is out of use.");
        }
        if (coupon.redeemBy() != null && now.isAfter(coupon.redeemBy())) {
            throw DomainException.conflict(
                    "coupon_expired", "The coupon was to be redeemed by " + coupon.redeemBy() + ".");
        }
        if (!coupon.terms().isForCurrency(subscription.currency())) {
            throw DomainException.invalid(
                    "coupon_code",
                    "currency_mismatch",
                    "takes off " + coupon.currency() + ", not " + subscription.currency());
        }
        if (!coupon.terms().isForPlan(subscription.plan().code())) {
            throw DomainException.invalid("coupon_code", "not_for_plan", "is for other plans than this subscription's");
        }
        boolean isApplied = store.inForce(List.of(subscription.id())).stream()
                .anyMatch(discount -> discount.couponCode().equals(coupon.code()));
        if (isApplied) {
            throw DomainException.conflict("coupon_already_applied", "The subscription has this discount already.");
        }
    }

    /**
     * The discount that a coupon would be for a subscription that is not sold yet; nothing is redeemed. Fails as {@link #redeem}.
     */
    @Transactional(readOnly = true)
    public GrantedDiscount wouldRedeem(SubscriptionSnapshot unsold, String couponCode) {
        var coupon = find(couponCode);
        requireRedeemable(coupon, unsold, clock.instant());
        if (coupon.maxRedemptions() != null && coupon.timesRedeemed() >= coupon.maxRedemptions()) {
            throw usedUp();
        }
        return new GrantedDiscount(UuidV7.next(), unsold.id(), coupon.code(), coupon.terms(), null);
    }

    private CouponSnapshot find(String couponCode) {
        return coupons.findByCode(couponCode).orElseThrow(() -> DomainException.notFoundIn("coupon_code", "coupon"));
    }

    private static DomainException usedUp() {
        return DomainException.conflict("coupon_used_up", "The coupon was redeemed as often as it may be.");
    }

    /** All that a subscription ever had, oldest first. Fails with {@code subscription_not_found}. */
    @Transactional(readOnly = true)
    public List<DiscountSnapshot> of(UUID subscriptionId) {
        subscriptions.get(subscriptionId);
        return store.of(subscriptionId);
    }

    /** One page of them, oldest first. Fails with {@code subscription_not_found}. */
    @Transactional(readOnly = true)
    public Page<DiscountSnapshot> of(UUID subscriptionId, PageQuery page) {
        subscriptions.get(subscriptionId);
        return Page.of(store.of(subscriptionId, page.after(), page.size() + 1), page.size(), DiscountSnapshot::id);
    }

    /** The discounts of all subscriptions, newest first. */
    @Transactional(readOnly = true)
    public Page<DiscountSnapshot> listAll(PageQuery page) {
        return Page.of(store.list(page.before(), page.size() + 1), page.size(), DiscountSnapshot::id);
    }

    /** Takes a discount away: later invoices are not discounted. Fails with {@code subscription_not_found}, {@code discount_not_found}. */
    @Transactional
    public DiscountSnapshot remove(UUID subscriptionId, UUID id) {
        subscriptions.lock(subscriptionId);
        var discount = store.of(subscriptionId).stream()
                .filter(candidate -> candidate.id().equals(id))
                .findFirst()
                .orElseThrow(() -> DomainException.notFound("discount", id));
        return discount.active() ? removed(List.of(discount)).getFirst() : discount;
    }

    /** Takes all discounts of a subscription away. Fails with {@code subscription_not_found}. */
    @Transactional
    public List<DiscountSnapshot> removeAll(UUID subscriptionId) {
        subscriptions.lock(subscriptionId);
        return removed(store.of(subscriptionId).stream()
                .filter(DiscountSnapshot::active)
                .toList());
    }

    private List<DiscountSnapshot> removed(List<DiscountSnapshot> discounts) {
        var now = clock.instant();
        var ids = discounts.stream().map(DiscountSnapshot::id).toList();
        store.remove(ids, now);
        store.letNextIn(ids, now);
        return announce(DiscountEvent.Kind.REMOVED, discounts, now);
    }

    /** The discounts in force of many subscriptions, each in the order in which they were redeemed. */
    @Transactional(readOnly = true)
    public Map<UUID, List<GrantedDiscount>> inForce(Collection<UUID> subscriptionIds) {
        return store.inForce(subscriptionIds).stream().collect(Collectors.groupingBy(GrantedDiscount::subscriptionId));
    }

    /** The discounts in force of a subscription, and these of it whatever became of them, in the order of redemption. */
    @Transactional(readOnly = true)
    public List<GrantedDiscount> inForceOr(UUID subscriptionId, Collection<UUID> ids) {
        return store.inForceOr(subscriptionId, ids);
    }

    /** Notes what invoices took off; of discounts that last forever nothing needs to be kept. */
    @Transactional(propagation = Propagation.MANDATORY)
    public void use(List<Use> uses) {
        var ending = uses.isEmpty()
                ? List.<DiscountSnapshot>of()
                : store.lockEnding(uses.stream().map(Use::discountId).toList());
        if (!ending.isEmpty()) {
            var now = clock.instant();
            var ids = ending.stream().map(DiscountSnapshot::id).collect(Collectors.toSet());
            store.use(
                    uses.stream().filter(use -> ids.contains(use.discountId())).toList(), now);
            store.letNextIn(ids, now);
            announce(DiscountEvent.Kind.USED, ending, now);
        }
    }

    /** Gives back what an invoice took that is taken back itself. */
    @Transactional(propagation = Propagation.MANDATORY)
    public void giveBack(Collection<UUID> discountIds, boolean beganPeriod) {
        var ending = discountIds.isEmpty() ? List.<DiscountSnapshot>of() : store.lockEnding(discountIds);
        if (!ending.isEmpty()) {
            var now = clock.instant();
            store.giveBack(ending.stream().map(DiscountSnapshot::id).toList(), beganPeriod, now);
            announce(DiscountEvent.Kind.GIVEN_BACK, ending, now);
        }
    }

    private List<DiscountSnapshot> announce(DiscountEvent.Kind kind, List<DiscountSnapshot> before, Instant now) {
        var earlier = before.stream().collect(Collectors.toMap(DiscountSnapshot::id, Function.identity()));
        var after = store.find(earlier.keySet());
        var facts = new ArrayList<DiscountEvent>();
        for (var discount : after) {
            var was = Objects.requireNonNull(earlier.get(discount.id()));
            facts.add(new DiscountEvent(
                    kind, discount, Map.of("active", was.active(), "periods_used", was.periodsUsed()), now));
        }
        events.publishEvent(new DomainEvents(facts));
        return after;
    }
}
