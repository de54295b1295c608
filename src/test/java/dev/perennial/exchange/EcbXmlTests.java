package dev.perennial.exchange;

import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.time.LocalDate;
import java.util.List;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import dev.perennial.exchange.domain.RateTable;
import dev.perennial.shared.error.DomainException;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

class EcbXmlTests {
    private static final LocalDate TODAY = LocalDate.of(2026, 1, 5);

    /** As the European Central Bank publishes it. */
    private static final String FILE = """
            <?xml version="1.0" encoding="UTF-8"?>
            <gesmes:Envelope xmlns:gesmes="http://www.gesmes.org/xml/2002-08-01" xmlns="http://www.ecb.int/vocabulary/2002-08-01/eurofxref">
            <gesmes:subject>Reference rates</gesmes:subject>
            <gesmes:Sender><gesmes:name>European Central Bank</gesmes:name></gesmes:Sender>
            <Cube>
              <Cube time="2026-01-05"><Cube currency="USD" rate="1.0850"/><Cube currency="JPY" rate="163.02"/></Cube>
              <Cube time="2026-01-02"><Cube currency="USD" rate="1.0800"/></Cube>
            </Cube></gesmes:Envelope>""";

    @Test
    void readsTheRatesOfEachDay() {
        var days = read(FILE);

        assertThat(days).extracting(RateTable::date).containsExactly(TODAY, LocalDate.of(2026, 1, 2));
        assertThat(days.getFirst().perEuro())
                .containsEntry("USD", new BigDecimal("1.0850"))
                .containsEntry("JPY", new BigDecimal("163.02"));
        assertThat(days.getLast().perEuro()).hasSize(1);
    }

    @Test
    void crossesCurrenciesOfADay() {
        var day = read(FILE).getFirst();

        assertThat(day.rate("EUR", "USD").orElseThrow().rate()).isEqualByComparingTo("1.085");
        assertThat(day.rate("USD", "EUR").orElseThrow().convert(10_850)).isEqualTo(10_000);
        assertThat(day.rate("USD", "JPY").orElseThrow().convert(10_850)).isEqualTo(16_302);
        assertThat(day.rate("USD", "CHF")).isEmpty();
    }

    @Test
    void readsNoDocumentTypeAndNoEntity() {
        var secret = "<!DOCTYPE x [<!ENTITY s SYSTEM \"file:///etc/hostname\">]>";
        var bomb = "<!DOCTYPE x [<!ENTITY a \"aaaaaaaaaa\"><!ENTITY b \"&a;&a;&a;&a;&a;&a;&a;&a;\">]>";

        for (var type : List.of(secret, bomb, "<!DOCTYPE x SYSTEM \"http://127.0.0.1:9/x.dtd\">")) {
            assertBroken(type + "<x><Cube time=\"2026-01-05\"><Cube currency=\"USD\" rate=\"1\"/></Cube>&s;</x>");
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "{}",
                "<x/>",
                "<x><Cube time='2026-01-05'/></x>",
                "<x><Cube time='yesterday'><Cube currency='USD' rate='1'/></Cube></x>",
                "<x><Cube time='2026-01-06'><Cube currency='USD' rate='1'/></Cube></x>", // a day to come
                "<x><Cube currency='USD' rate='1'/></x>", // of no day
                "<x><Cube time='2026-01-05'><Cube currency='ZZZ' rate='1'/></Cube></x>",
                "<x><Cube time='2026-01-05'><Cube currency='USD' rate='0'/></Cube></x>",
                "<x><Cube time='2026-01-05'><Cube currency='USD' rate='-1'/></Cube></x>",
                "<x><Cube time='2026-01-05'><Cube currency='USD' rate='1e99999'/></Cube></x>",
                "<x><Cube time='2026-01-05'><Cube currency='USD' rate='N/A'/></Cube></x>",
                "<x><Cube time='2026-01-05'><Cube currency='USD' rate='1'/><Cube currency='USD' rate='2'/></Cube></x>",
                "<x><Cube time='2026-01-05'><Cube currency='USD' rate='1'/></Cube>",
            })
    void refusesWhatIsNoSuchFile(String xml) {
        assertBroken(xml);
    }

    private static void assertBroken(String xml) {
        assertThatThrownBy(() -> read(xml))
                .as(xml)
                .isInstanceOfSatisfying(
                        DomainException.class,
                        e -> assertThat(e.fieldErrors().getFirst().code()).isEqualTo("invalid_exchange_rates"));
    }

    private static List<RateTable> read(String xml) {
        return EcbXml.read(xml.getBytes(StandardCharsets.UTF_8), TODAY);
    }
}
