package dev.perennial.platform.outbound;

import java.util.Set;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

import dev.perennial.shared.error.DomainException;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

/** What can be told from the URL alone. */
class OutboundUrlTests {
    private static final Set<Integer> PORTS = Set.of(80, 443, 8443);

    private static String refusal(String url, Reach reach) {
        var refused = catchThrowableOfType(DomainException.class, () -> OutboundUrl.parse("url", url, reach, PORTS));
        return refused == null ? "none" : refused.fieldErrors().getFirst().code();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "https://example.com",
                "https://hooks.example.com/a/b?c=d",
                "https://example.com:8443/hook",
                "HTTPS://EXAMPLE.COM/",
                "https://xn--bcher-kva.example/",
                "https://93.184.216.34/",
                "https://[2606:4700::1111]/"
            })
    void takesPublicHosts(String url) {
        assertThat(refusal(url, Reach.LIVE)).isEqualTo("none");
    }

    @ParameterizedTest(name = "{0}")
    @CsvSource({
        // other ways to write an address
        "https://127.1/, invalid_url",
        "https://2130706433/, address_refused",
        "https://0x7f.1/, invalid_url",
        "https://0x7f000001/, address_refused",
        "https://0177.0.0.1/, address_refused",
        "https://017700000001/, address_refused",
        "https://010.0.0.1/, address_refused",
        "https://127.0.0.1/, address_refused",
        "https://127.0.0.01/, address_refused",
        "https://0.0.0.0/, address_refused",
        "https://10.1.2.3/, address_refused",
        "https://169.254.169.254/latest/meta-data/, address_refused",
        "https://192.168.1.1/, address_refused",
        "https://[::1]/, address_refused",
        "https://[::]/, address_refused",
        "https://[::ffff:10.0.0.1]/, address_refused",
        "https://[::ffff:a00:1]/, address_refused",
        "https://[0:0:0:0:0:ffff:7f00:1]/, address_refused",
        "https://[64:ff9b::a9fe:a9fe]/, address_refused",
        "https://[fe80::1]/, address_refused",
        "https://[fd00:ec2::254]/, address_refused",
        "https://[fe80::1%25eth0]/, invalid_url",
        "https://[::1/, invalid_url",
        "https://256.0.0.1/, invalid_url",
        "https://1.2.3/, invalid_url",
        // names that are not of the public internet
        "https://localhost/, address_refused",
        "https://LOCALHOST/, address_refused",
        "https://a.localhost/, address_refused",
        "https://localhost./, address_refused",
        "https://example.com./, address_refused",
        "https://intranet/, address_refused",
        "https://printer.local/, address_refused",
        "https://metadata.google.internal/, address_refused",
        "https://1.0.0.127.in-addr.arpa/, address_refused",
        // tricks of the notation
        "https://example.com@127.0.0.1/, invalid_url",
        "https://user:secret@example.com/, invalid_url",
        "https://127.0.0.1#@example.com/, invalid_url",
        "https://example.com\\@127.0.0.1/, invalid_url",
        "https://example.com\\.evil/, invalid_url",
        "https:///path, invalid_url",
        "https:example.com, invalid_url",
        "//example.com/, invalid_url",
        "example.com, invalid_url",
        "https://ｅxample.com/, invalid_url",
        "https://①②⑦.⓪.⓪.①/, invalid_url",
        "https://bücher.example/, invalid_url",
        "https://exa mple.com/, invalid_url",
        "https://exa%6dple.com/, invalid_url",
        "https://a_b.example/, invalid_url",
        // other ways out
        "http://example.com/, https_required",
        "ftp://example.com/, https_required",
        "file://example.com/etc/passwd, https_required",
        "gopher://example.com/, https_required",
        "https://example.com:22/, port_refused",
        "https://example.com:5432/, port_refused",
        "https://example.com:0/, port_refused",
        "https://example.com:99999/, port_refused"
    })
    void refusesEverythingElse(String url, String code) {
        assertThat(refusal(url, Reach.LIVE)).isEqualTo(code);
    }

    @ParameterizedTest
    @EnumSource(names = {"TEST", "LOCAL"})
    void letsTestTenantsUsePlainHttp(Reach reach) {
        assertThat(refusal("http://example.com/", reach)).isEqualTo("none");
        assertThat(refusal("ftp://example.com/", reach)).isEqualTo("https_required");
    }

    @ParameterizedTest
    @ValueSource(strings = {"http://localhost:5000/", "http://127.0.0.1:5000/", "http://[::1]:5000/"})
    void letsOnlyLocalTestsUseThisMachineOnAnyPort(String url) {
        assertThat(refusal(url, Reach.LOCAL)).isEqualTo("none");
        assertThat(refusal(url, Reach.TEST)).isEqualTo("address_refused");
    }

    @Test
    void refusesOtherPrivateAddressesInLocalTestsToo() {
        assertThat(refusal("http://10.0.0.1/", Reach.LOCAL)).isEqualTo("address_refused");
        assertThat(refusal("http://169.254.169.254/", Reach.LOCAL)).isEqualTo("address_refused");
        assertThat(refusal("http://printer.local/", Reach.LOCAL)).isEqualTo("address_refused");
    }

    @Test
    void refusesWhatIsTooLong() {
        assertThat(refusal("https://example.com/" + "a".repeat(2_028), Reach.LIVE))
                .isEqualTo("none");
        assertThat(refusal("https://example.com/" + "a".repeat(2_029), Reach.LIVE))
                .isEqualTo("invalid_url");
    }
}
