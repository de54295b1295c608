package dev.perennial.tenant;

import java.util.HexFormat;
import java.util.stream.Stream;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

import dev.perennial.platform.security.KeyHash;

import static org.assertj.core.api.Assertions.assertThat;

class ApiKeyFormatTests {

    @ParameterizedTest
    @EnumSource
    void aKeyShowsItsModeAndHasARandomPartAndAChecksum(TenantMode mode) {
        var key = ApiKeyFormat.generate(mode);

        assertThat(key).matches("prn_" + (mode == TenantMode.TEST ? "test" : "live") + "_[0-9A-Za-z]{38}");
        assertThat(key).endsWith(ApiKeyFormat.checksum(key.substring(0, key.length() - 6)));
    }

    @Test
    void noTwoKeysAreAlike() {
        assertThat(Stream.generate(() -> ApiKeyFormat.generate(TenantMode.LIVE)).limit(1_000))
                .doesNotHaveDuplicates();
    }

    /** CRC-32 in base 62 (0-9, A-Z, a-z), six characters. Leak scanners compute the same, so it can never change. */
    @ParameterizedTest
    @CsvSource(textBlock = """
            123456789,                                 3jZRME
            prn_test_00000000000000000000000000000000, 46V0Ka
            prn_live_0123456789ABCDEFGHIJKLMNOPQRSTUV, 3A8Xcw
            prn_test_zzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzz, 3L8Sgo
            """)
    void theChecksumIsTheOneScannersKnow(String text, String checksum) {
        assertThat(ApiKeyFormat.checksum(text)).isEqualTo(checksum);
    }

    @Test
    void aSmallChecksumKeepsItsLength() {
        assertThat(ApiKeyFormat.checksum("")).isEqualTo("000000");
    }

    @Test
    void isStoredAsSha256() {
        assertThat(HexFormat.of().formatHex(KeyHash.of("abc").bytes()))
                .isEqualTo("ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
    }

    @ParameterizedTest
    @CsvSource({"prn_test_abcdefgh, efgh", "efgh, efgh", "fgh, fgh"})
    void hintsAtItsLastFourCharacters(String key, String hint) {
        assertThat(ApiKeyFormat.hint(key)).isEqualTo(hint);
    }
}
