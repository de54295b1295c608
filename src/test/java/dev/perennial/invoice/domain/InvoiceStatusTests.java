package dev.perennial.invoice.domain;

import java.util.Arrays;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import static org.assertj.core.api.Assertions.assertThat;

class InvoiceStatusTests {

    @ParameterizedTest(name = "{0}")
    @CsvSource(delimiter = '|', textBlock = """
            DRAFT         | OPEN PAID VOID
            OPEN          | PAST_DUE PAID UNCOLLECTIBLE VOID
            PAST_DUE      | PAID UNCOLLECTIBLE VOID
            PAID          | OPEN
            UNCOLLECTIBLE | PAID
            VOID          | ''
            """)
    void becomesTheseAndNoOther(InvoiceStatus status, String next) {
        assertThat(Arrays.stream(InvoiceStatus.values())
                        .filter(status::canBecome)
                        .map(Enum::name))
                .containsExactlyInAnyOrder(next.isEmpty() ? new String[0] : next.split(" "));
    }

    @ParameterizedTest
    @CsvSource({"DRAFT, false", "OPEN, true", "PAST_DUE, true", "PAID, false", "UNCOLLECTIBLE, true", "VOID, false"})
    void moneyIsTakenOnlyForWhatIsFinalAndUnpaid(InvoiceStatus status, boolean collectible) {
        assertThat(status.isCollectible()).isEqualTo(collectible);
    }
}
