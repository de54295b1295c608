package dev.perennial.payment.gateway.stripe;

import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import dev.perennial.payment.gateway.stripe.StripeWebhookVerifier.Verdict;

import static org.assertj.core.api.Assertions.assertThat;

class StripeWebhookVerifierTests {
    private static final Instant SIGNED_AT = Instant.ofEpochSecond(1_700_000_000L);
    private static final String SECRET = "whsec_test_secret";
    private static final String BODY = "{\"id\":\"evt_1\",\"object\":\"event\",\"type\":\"payment_intent.succeeded\"}";

    /** Made by Stripe's library, Python and openssl alike. */
    private static final String SIGNATURE = "67da5088c63e080c71bd2bb0cb5c03d85a8fc6a21ce3aaf484df809654745b92";

    @Test
    void acceptsWhatStripeSigned() {
        assertThat(verify("t=1700000000,v1=" + SIGNATURE)).isEqualTo(Verdict.GENUINE);
        assertThat(FakeStripe.signature(SECRET, SIGNED_AT, BODY)).isEqualTo("t=1700000000,v1=" + SIGNATURE);
    }

    @Test
    void acceptsAnyOfSeveralSignaturesAndSecrets() {
        var other = "0".repeat(64);

        assertThat(verify("t=1700000000,v1=" + other + ", v1=" + SIGNATURE + ",v0=" + other))
                .isEqualTo(Verdict.GENUINE);
        assertThat(verifier(List.of("whsec_new", SECRET), SIGNED_AT)
                        .verify(bytes(BODY), "t=1700000000,v1=" + SIGNATURE))
                .isEqualTo(Verdict.GENUINE);
    }

    @ParameterizedTest
    @CsvSource({"-301,OUT_OF_TIME", "-300,GENUINE", "0,GENUINE", "300,GENUINE", "301,OUT_OF_TIME", "10000,OUT_OF_TIME"})
    void toleratesFiveMinutesBothWays(long secondsLater, Verdict verdict) {
        var verifier =
                verifier(List.of(SECRET), SIGNED_AT.plusSeconds(secondsLater).plusMillis(400));

        assertThat(verifier.verify(bytes(BODY), "t=1700000000,v1=" + SIGNATURE)).isEqualTo(verdict);
    }

    @Test
    void refusesAnotherBodyTimestampOrSecret() {
        var header = "t=1700000000,v1=" + SIGNATURE;

        assertThat(verifier(List.of(SECRET), SIGNED_AT).verify(bytes(BODY + " "), header))
                .isEqualTo(Verdict.FORGED);
        assertThat(verify("t=1700000001,v1=" + SIGNATURE)).isEqualTo(Verdict.FORGED);
        assertThat(verifier(List.of("whsec_other"), SIGNED_AT).verify(bytes(BODY), header))
                .isEqualTo(Verdict.FORGED);
        assertThat(verifier(List.of(), SIGNED_AT).verify(bytes(BODY), header)).isEqualTo(Verdict.FORGED);
        assertThat(verifier(List.of(""), SIGNED_AT).verify(bytes(BODY), header)).isEqualTo(Verdict.FORGED);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "t=1700000000",
                "v1=" + SIGNATURE,
                "t=1700000000,v0=" + SIGNATURE,
                "t=1700000000,v1=zz",
                "t=-1700000000,v1=" + SIGNATURE,
                "t=99999999999999999999,v1=" + SIGNATURE,
                "t=1700000000,t=1700000001,v1=" + SIGNATURE
            })
    void refusesMalformedHeaders(String header) {
        assertThat(verify(header)).isEqualTo(Verdict.MALFORMED);
    }

    @Test
    void refusesAMissingHeader() {
        assertThat(verifier(List.of(SECRET), SIGNED_AT).verify(bytes(BODY), null))
                .isEqualTo(Verdict.MALFORMED);
    }

    private static Verdict verify(String header) {
        return verifier(List.of(SECRET), SIGNED_AT).verify(bytes(BODY), header);
    }

    private static StripeWebhookVerifier verifier(List<String> secrets, Instant now) {
        return new StripeWebhookVerifier(secrets, Clock.fixed(now, ZoneOffset.UTC));
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }
}
