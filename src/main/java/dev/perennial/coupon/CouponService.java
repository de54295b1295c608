package dev.perennial.coupon;

import java.time.Clock;
import java.util.Map;
import java.util.UUID;

import org.jspecify.annotations.Nullable;
import org.springframework.context.ApplicationEventPublisher;
import org.springframework.stereotype.Service;
import org.springframework.transaction.annotation.Transactional;

import dev.perennial.platform.web.Page;
import dev.perennial.platform.web.PageQuery;
import dev.perennial.shared.error.DomainException;

/** Coupons: made, read, taken out of use. What one takes off never changes. */
@Service
public class CouponService {
    private final CouponStore store;
    private final ApplicationEventPublisher events;
    private final Clock clock;

    CouponService(CouponStore store, ApplicationEventPublisher events, Clock clock) {
        this.store = store;
        this.events = events;
        this.clock = clock;
    }

    /**
     * Makes a coupon; with an id that exists already it returns that coupon. Fails with {@code validation_failed}:
     * {@code required}, {@code not_allowed}, {@code unknown_currency}, {@code code_taken}, {@code not_in_future}.
     */
    @Transactional
    public CouponSnapshot create(UUID id, NewCoupon command) {
        var existing = store.find(id);
        if (existing.isPresent()) {
            return existing.get();
        }
        var now = clock.instant();
        var coupon = new CouponSnapshot(id, command, command.toTerms(), now);
        if (coupon.redeemBy() != null && !coupon.redeemBy().isAfter(now)) {
            throw DomainException.invalid("redeem_by", "not_in_future", "must be in the future");
        }
        if (store.findByCode(coupon.code()).isPresent()) {
            throw DomainException.invalid("code", "code_taken", "belongs to another coupon");
        }
        store.insert(coupon);
        events.publishEvent(new CouponEvent(CouponEvent.Kind.CREATED, coupon, Map.of(), now));
        return coupon;
    }

    /** Nobody redeems it any more; those who did keep their discount. Fails with {@code coupon_not_found}. */
    @Transactional
    public CouponSnapshot archive(UUID id) {
        var before = get(id);
        if (!before.active()) {
            return before;
        }
        var now = clock.instant();
        store.archive(id, now);
        var archived = get(id);
        events.publishEvent(new CouponEvent(CouponEvent.Kind.ARCHIVED, archived, Map.of("active", true), now));
        return archived;
    }

    /** Fails with {@code coupon_not_found}. */
    @Transactional(readOnly = true)
    public CouponSnapshot get(UUID id) {
        return store.find(id).orElseThrow(() -> DomainException.notFound("coupon", id));
    }

    /** Newest first; null means any. */
    @Transactional(readOnly = true)
    public Page<CouponSnapshot> list(@Nullable Boolean active, PageQuery page) {
        return Page.of(store.list(active, page.before(), page.size() + 1), page.size(), CouponSnapshot::id);
    }
}
