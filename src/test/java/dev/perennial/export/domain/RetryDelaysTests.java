package dev.perennial.export.domain;

import java.time.Duration;
import java.util.stream.IntStream;

import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

class RetryDelaysTests {

    @Test
    void waitsLongerEachTimeAndGivesUpAfterTheLast() {
        assertThat(RetryDelays.after(1)).contains(Duration.ofMinutes(1));
        assertThat(RetryDelays.after(RetryDelays.ATTEMPTS_MAX - 1)).contains(Duration.ofHours(6));
        assertThat(RetryDelays.after(RetryDelays.ATTEMPTS_MAX)).isEmpty();
    }

    @Test
    void isOverBeforeTheNextDayBegins() {
        var all = IntStream.range(1, RetryDelays.ATTEMPTS_MAX)
                .mapToObj(attempts -> RetryDelays.after(attempts).orElseThrow())
                .reduce(Duration.ZERO, Duration::plus);

        assertThat(all).isLessThan(Duration.ofHours(12));
    }
}
