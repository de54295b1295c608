package dev.perennial.payment.gateway.stripe;

import java.net.URI;
import java.time.Duration;
import java.util.List;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

class StripePropertiesTests {

    @Test
    void keepsSecretsOutOfItsText() {
        var properties = properties(" sk_test_hidden ", "https://api.stripe.com");

        assertThat(properties.toString()).contains("sk_test_***").doesNotContain("hidden", "whsec_");
        assertThat(properties.secretKey()).isEqualTo("sk_test_hidden");
        assertThat(properties.webhookSecrets()).containsExactly("whsec_one", "whsec_two");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "pk_test_x", "sk_x", "sk_test_", "whatever"})
    void refusesKeysThatDoNotTellTheirMode(String key) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> properties(key, "https://api.stripe.com"))
                .withMessageNotContaining("whatever");
    }

    @Test
    void keepsALiveKeyOffTheClearWire() {
        assertThatExceptionOfType(IllegalArgumentException.class)
                .isThrownBy(() -> properties("rk_live_x", "http://127.0.0.1:1"));
        assertThat(properties("sk_live_x", "https://api.stripe.com").isLive()).isTrue();
        assertThat(properties("rk_test_x", "http://127.0.0.1:1").isLive()).isFalse();
    }

    private static StripeProperties properties(String key, String apiBase) {
        return new StripeProperties(
                key,
                List.of("whsec_one", " whsec_two ", ""),
                URI.create(apiBase),
                null,
                Duration.ofSeconds(5),
                Duration.ofSeconds(30),
                null);
    }
}
