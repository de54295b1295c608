package dev.perennial.payment.domain;

import java.util.Arrays;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import static org.assertj.core.api.Assertions.assertThat;

class PaymentStatusTests {

    @ParameterizedTest(name = "{0}")
    @CsvSource(delimiter = '|', textBlock = """
            PENDING         | PROCESSING REQUIRES_ACTION UNKNOWN SUCCEEDED FAILED CANCELLED
            PROCESSING      | SUCCEEDED FAILED CANCELLED
            REQUIRES_ACTION | PROCESSING SUCCEEDED FAILED CANCELLED
            UNKNOWN         | PENDING PROCESSING REQUIRES_ACTION SUCCEEDED FAILED CANCELLED
            SUCCEEDED       | ''
            FAILED          | SUCCEEDED
            CANCELLED       | SUCCEEDED
            """)
    void becomesTheseAndNoOther(PaymentStatus status, String next) {
        assertThat(Arrays.stream(PaymentStatus.values())
                        .filter(status::canBecome)
                        .map(Enum::name))
                .containsExactlyInAnyOrder(next.isEmpty() ? new String[0] : next.split(" "));
    }

    @ParameterizedTest
    @CsvSource(textBlock = """
            PENDING,         true
            PROCESSING,      true
            REQUIRES_ACTION, true
            UNKNOWN,         true
            SUCCEEDED,       false
            FAILED,          false
            CANCELLED,       false
            """)
    void isInFlightUntilItsEndIsKnown(PaymentStatus status, boolean inFlight) {
        assertThat(status.isInFlight()).isEqualTo(inFlight);
    }
}
