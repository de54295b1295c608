package dev.perennial.payment.domain;

import java.util.Arrays;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import static org.assertj.core.api.Assertions.assertThat;

/** What refunds and disputes may become, and which of their states keep money away. */
class AfterPaymentTests {

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            PENDING   | SUCCEEDED FAILED CANCELLED | true
            SUCCEEDED | FAILED                     | true
            FAILED    | ''                         | false
            CANCELLED | ''                         | false
            """)
    void refundsBecomeTheseAndNoOther(RefundStatus status, String next, boolean holdsMoney) {
        assertThat(Arrays.stream(RefundStatus.values())
                        .filter(status::canBecome)
                        .map(Enum::name))
                .containsExactlyInAnyOrder(words(next));
        assertThat(status.holdsMoney()).isEqualTo(holdsMoney);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            INQUIRY        | NEEDS_RESPONSE UNDER_REVIEW WON LOST CLOSED | false
            NEEDS_RESPONSE | UNDER_REVIEW WON LOST CLOSED                | true
            UNDER_REVIEW   | WON LOST CLOSED                             | true
            WON            | ''                                          | false
            LOST           | ''                                          | true
            CLOSED         | ''                                          | false
            """)
    void disputesBecomeTheseAndNoOther(DisputeStatus status, String next, boolean holdsMoney) {
        assertThat(Arrays.stream(DisputeStatus.values())
                        .filter(status::canBecome)
                        .map(Enum::name))
                .containsExactlyInAnyOrder(words(next));
        assertThat(status.holdsMoney()).isEqualTo(holdsMoney);
    }

    private static String[] words(String text) {
        return text.isEmpty() ? new String[0] : text.split(" ");
    }
}
