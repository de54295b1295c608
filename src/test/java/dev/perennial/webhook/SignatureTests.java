package dev.perennial.webhook;

import java.net.http.HttpHeaders;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Base64;
import java.util.List;
import java.util.Map;

import com.standardwebhooks.Webhook;
import com.standardwebhooks.exceptions.WebhookVerificationException;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

/** Signatures are those of Standard Webhooks: by its published vector, and in the eyes of its own library. */
class SignatureTests {
    private static final String SECRET = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw";
    private static final String OTHER_SECRET = "whsec_C2FVsBQIhrscChlQIMV+b5sSYspob7oD";
    private static final String ID = "msg_p5jXN8AQM9LWM0D4loKWxJek";
    private static final String BODY = "{\"test\": 2432232314}";

    private static byte[] key(String secret) {
        return Base64.getDecoder().decode(secret.substring("whsec_".length()));
    }

    private static String sign(List<String> secrets, long unixSeconds) {
        return Signature.header(
                secrets.stream().map(SignatureTests::key).toList(),
                ID,
                unixSeconds,
                BODY.getBytes(StandardCharsets.UTF_8));
    }

    private static void verify(String secret, String body, long unixSeconds, String signature)
            throws WebhookVerificationException {
        var headers = Map.of(
                "webhook-id", List.of(ID),
                "webhook-timestamp", List.of(Long.toString(unixSeconds)),
                "webhook-signature", List.of(signature));
        new Webhook(secret).verify(body, HttpHeaders.of(headers, (name, value) -> true));
    }

    @Test
    void equalsThePublishedVector() {
        assertThat(sign(List.of(SECRET), 1_614_265_330)).isEqualTo("v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=");
    }

    @Test
    void satisfiesReceiversThatKnowEitherSecret() {
        long now = Instant.now().getEpochSecond();
        var both = sign(List.of(SECRET, OTHER_SECRET), now);

        assertThat(both.split(" ")).hasSize(2);
        assertThatCode(() -> verify(SECRET, BODY, now, both)).doesNotThrowAnyException();
        assertThatCode(() -> verify(OTHER_SECRET, BODY, now, both)).doesNotThrowAnyException();
    }

    @Test
    void holdsForThisBodyAndThisTimeOnly() {
        long now = Instant.now().getEpochSecond();
        var signature = sign(List.of(SECRET), now);

        assertThatThrownBy(() -> verify(SECRET, BODY + " ", now, signature))
                .isInstanceOf(WebhookVerificationException.class);
        assertThatThrownBy(() -> verify(SECRET, BODY, now - 1, signature))
                .isInstanceOf(WebhookVerificationException.class);
        assertThatThrownBy(() -> verify(OTHER_SECRET, BODY, now, signature))
                .isInstanceOf(WebhookVerificationException.class);
        long old = now - 301;
        assertThatThrownBy(() -> verify(SECRET, BODY, old, sign(List.of(SECRET), old)))
                .isInstanceOf(WebhookVerificationException.class);
    }
}
