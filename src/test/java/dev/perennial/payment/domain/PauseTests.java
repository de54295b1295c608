package dev.perennial.payment.domain;

import java.time.Duration;
import java.util.UUID;
import java.util.stream.LongStream;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import static org.assertj.core.api.Assertions.assertThat;

class PauseTests {
    /** Its hash leaves no rest, so nothing is stretched. */
    private static final UUID UNSTRETCHED = new UUID(0, 0);

    private final Pause pause = new Pause(Duration.ofMinutes(1), Duration.ofHours(1));

    @ParameterizedTest
    @CsvSource({"0, PT1M", "1, PT1M", "2, PT2M", "3, PT4M", "6, PT32M", "7, PT1H", "8, PT1H", "1000000, PT1H"})
    void doublesUpToTheLongest(int tries, Duration expected) {
        assertThat(pause.after(tries, UNSTRETCHED)).isEqualTo(expected);
    }

    @Test
    void spreadsWhatFailedTogetherOverAQuarterMore() {
        var pauses = LongStream.range(0, 256)
                .mapToObj(n -> pause.after(1, new UUID(0, n)))
                .toList();

        assertThat(pauses)
                .doesNotHaveDuplicates()
                .allSatisfy(one -> assertThat(one).isBetween(Duration.ofSeconds(60), Duration.ofSeconds(75)));
        assertThat(pause.after(1, new UUID(0, 7))).isEqualTo(pause.after(1, new UUID(0, 7)));
    }
}
