package dev.perennial.subscription.domain;

import java.util.Arrays;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

import static org.assertj.core.api.Assertions.assertThat;

class SubscriptionStatusTests {

    @ParameterizedTest(name = "{0}")
    @CsvSource(delimiter = '|', textBlock = """
            SCHEDULED | TRIALING ACTIVE CANCELLED
            TRIALING  | ACTIVE PAUSED CANCELLED
            ACTIVE    | TRIALING PAST_DUE PAUSED CANCELLED
            PAST_DUE  | ACTIVE PAUSED CANCELLED
            PAUSED    | TRIALING ACTIVE PAST_DUE CANCELLED
            CANCELLED | ''
            """)
    void becomesTheseAndNoOther(SubscriptionStatus status, String next) {
        assertThat(Arrays.stream(SubscriptionStatus.values())
                        .filter(status::canBecome)
                        .map(Enum::name))
                .containsExactlyInAnyOrder(next.isEmpty() ? new String[0] : next.split(" "));
    }

    @ParameterizedTest
    @EnumSource
    void livesUntilItIsCancelled(SubscriptionStatus status) {
        assertThat(status.isLiving()).isEqualTo(status != SubscriptionStatus.CANCELLED);
    }
}
