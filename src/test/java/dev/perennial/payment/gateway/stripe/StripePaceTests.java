package dev.perennial.payment.gateway.stripe;

import java.time.Duration;

import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

class StripePaceTests {
    private static final Duration SECOND = Duration.ofSeconds(1);

    private long now;
    private final StripePace pace = new StripePace(100, now);

    private int sentWithin(Duration span, boolean background) {
        long end = now + span.toNanos();
        int sent = 0;
        while (true) {
            var wait = pace.ask(background, now);
            if (wait.isZero()) {
                sent++;
            } else if (now + wait.toNanos() >= end) {
                now = end;
                return sent;
            } else {
                now += wait.toNanos();
            }
        }
    }

    @Test
    void keepsToTheRateAfterTheFirstSecond() {
        sentWithin(SECOND, false);

        assertThat(sentWithin(Duration.ofSeconds(10), false)).isEqualTo(1_000);
    }

    @Test
    void leavesRoomForRequestsThatSomebodyWaitsFor() {
        int sent = 0;
        while (pace.ask(true, now).isZero()) {
            sent++;
        }

        assertThat(sent).isEqualTo(75);
        for (int i = 0; i < 25; i++) {
            assertThat(pace.ask(false, now)).as("request " + i).isZero();
        }
        assertThat(pace.ask(false, now)).isPositive();
    }

    @Test
    void letsTheBackgroundRunAtTheFullRateWhenNobodyElseDoes() {
        sentWithin(SECOND, true);

        assertThat(sentWithin(Duration.ofSeconds(10), true)).isEqualTo(1_000);
    }

    @Test
    void pausesLongerEachTimeStripeComplains() {
        pace.tooFast(now);
        pace.tooFast(now);
        assertThat(pace.ask(false, now)).as("many at once count once").isEqualTo(Duration.ofMillis(500));

        now += Duration.ofMillis(500).toNanos();
        pace.tooFast(now);
        assertThat(pace.ask(false, now)).isEqualTo(SECOND);

        now += Duration.ofSeconds(2).toNanos();
        assertThat(pace.ask(false, now)).isZero();
        pace.taken(now);
        pace.tooFast(now);
        assertThat(pace.ask(false, now)).isEqualTo(Duration.ofMillis(500));
    }

    @Test
    void neverPausesForMoreThanHalfAMinute() {
        for (int i = 0; i < 50; i++) {
            now += Duration.ofMinutes(1).toNanos();
            pace.tooFast(now);
        }

        assertThat(pace.ask(false, now)).isEqualTo(Duration.ofSeconds(30));
    }
}
