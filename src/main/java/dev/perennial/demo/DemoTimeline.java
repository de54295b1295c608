package dev.perennial.demo;

import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalTime;
import java.time.ZoneOffset;
import java.util.UUID;

/**
 * The story on the calendar. Everything in it follows from the day on which it begins, ids included: told again after a
 * crash it names the same objects, which therefore are not made twice.
 *
 * @param beginsOn day zero
 */
record DemoTimeline(LocalDate beginsOn) {
    private static final int MONTHS = 6;
    /** An hour of the day at which most of the world is awake. */
    private static final LocalTime OFFICE_HOUR = LocalTime.of(14, 5);

    /** The story that leads up to a moment. */
    static DemoTimeline endingAt(Instant now) {
        return new DemoTimeline(now.atZone(ZoneOffset.UTC).toLocalDate().minusMonths(MONTHS));
    }

    Instant begin() {
        return beginsOn.atStartOfDay().toInstant(ZoneOffset.UTC);
    }

    Instant at(DemoStory.Step step) {
        return beginsOn.plusDays(step.day()).atTime(OFFICE_HOUR).toInstant(ZoneOffset.UTC);
    }

    /** From when on everything has been told. */
    Instant end() {
        return beginsOn.plusMonths(MONTHS).atStartOfDay().toInstant(ZoneOffset.UTC);
    }

    UUID planId(String code) {
        return id("plan " + code, begin().plusMillis(DemoCatalogue.position(code)));
    }

    UUID accountId(DemoStory.Step step) {
        return id("account " + step.customer(), at(DemoStory.signUp(step.customer())));
    }

    UUID paymentMethodId(DemoStory.Customer customer) {
        return id("payment method " + customer.customer(), at(customer));
    }

    /** A customer buys a plan once, or the second sale would be taken for the first. */
    UUID subscriptionId(DemoStory.Step step, String planCode) {
        return id("subscription " + step.customer() + " " + planCode, at(DemoStory.sale(step.customer(), planCode)));
    }

    /** Laid out as a version 7 id of that time, so that lists sort by business time. */
    private UUID id(String name, Instant at) {
        var hash = UUID.nameUUIDFromBytes((beginsOn + " " + name).getBytes(StandardCharsets.UTF_8));
        return new UUID(
                at.toEpochMilli() << 16 | 0x7000L | hash.getMostSignificantBits() >>> 52,
                hash.getLeastSignificantBits());
    }
}
