package dev.perennial.prepaid.domain;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import static org.assertj.core.api.Assertions.assertThat;

class EntitlementTests {

    @ParameterizedTest(name = "{0}")
    @CsvSource(delimiter = '|', textBlock = """
            all is kept              | 12000 | 10000 | 10000 | 12000
            half is kept             | 12000 |  5000 | 10000 |  6000
            nothing is kept          | 12000 |     0 | 10000 |     0
            more went back than came | 12000 |    -1 | 10000 |     0
            more came than was asked | 12000 | 10001 | 10000 | 12000
            parts are rounded down   |     2 |     2 |     3 |     1
            the largest amounts      | 999999999999 | 999999999999 | 999999999999 | 999999999999
            """)
    void followsTheMoney(String name, long credit, long kept, long price, long entitled) {
        assertThat(Entitlement.of(credit, kept, price)).isEqualTo(entitled);
    }
}
