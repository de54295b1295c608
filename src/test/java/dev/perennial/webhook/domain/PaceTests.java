package dev.perennial.webhook.domain;

import java.time.Duration;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import static org.assertj.core.api.Assertions.assertThat;

class PaceTests {

    @Test
    void sendsSideBySideToWhoeverAnswersAndOneByOneToWhoeverDoesNot() {
        assertThat(Pace.after(0).width()).isGreaterThan(1);
        assertThat(Pace.after(1).width()).isEqualTo(1);
        assertThat(Pace.after(19)).isEqualTo(new Pace(1, 8));
        assertThat(Pace.after(20)).isEqualTo(new Pace(1, 1));
    }

    @ParameterizedTest(name = "{0} failures: {1}")
    @CsvSource({
        "0, PT0S",
        "19, PT0S",
        "20, PT1S",
        "23, PT1S",
        "24, PT2S",
        "40, PT32S",
        "44, PT1M",
        "1000, PT1M",
        "2147483647, PT1M"
    })
    void pausesLongerTheLongerItFails(int failures, Duration pause) {
        assertThat(Pace.pauseAfter(failures)).isEqualTo(pause);
    }
}
