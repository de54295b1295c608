package dev.perennial.webhook.domain;

import java.time.Duration;
import java.util.Random;
import java.util.random.RandomGenerator;
import java.util.stream.Stream;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import static org.assertj.core.api.Assertions.assertThat;

class RetryScheduleTests {
    private static final RandomGenerator NO_CHANCE = () -> 0;

    @ParameterizedTest(name = "after {0} failed attempts: {1}")
    @CsvSource({"1, PT5S", "2, PT5M", "3, PT30M", "4, PT2H", "5, PT5H", "6, PT10H", "7, PT14H", "8, PT20H", "9, PT24H"})
    void waitsLongerEachTime(int attempts, Duration delay) {
        assertThat(RetrySchedule.delayAfter(attempts, NO_CHANCE)).contains(delay);
    }

    @Test
    void givesUpAfterTheTenth() {
        assertThat(RetrySchedule.ATTEMPTS_MAX).isEqualTo(10);
        assertThat(RetrySchedule.delayAfter(9, NO_CHANCE)).isPresent();
        assertThat(RetrySchedule.delayAfter(10, NO_CHANCE)).isEmpty();
    }

    @Test
    void addsUpToATenthByChance() {
        var chance = new Random(42);

        var delays = Stream.generate(() -> RetrySchedule.delayAfter(2, chance).orElseThrow())
                .limit(1_000)
                .toList();

        assertThat(delays)
                .allMatch(delay -> delay.compareTo(Duration.ofMinutes(5)) >= 0)
                .allMatch(delay -> delay.compareTo(Duration.ofSeconds(330)) <= 0);
        assertThat(delays.stream().distinct().count()).isGreaterThan(900);
    }
}
