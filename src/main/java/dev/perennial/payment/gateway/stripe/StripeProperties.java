package dev.perennial.payment.gateway.stripe;

import java.net.URI;
import java.time.Duration;
import java.util.List;

import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * How to reach Stripe. Refuses, with {@link IllegalArgumentException}, keys that do not say whether they are live or
 * test and a live key that would travel unencrypted.
 *
 * @param secretKey secret or restricted key, {@code sk_test_…}, {@code sk_live_…}, {@code rk_…}
 * @param webhookSecrets signing secrets of the provider callbacks; two while one is being rolled
 * @param apiBase another server that speaks Stripe's API, for tests
 * @param returnUrl page to which the customer's bank sends him back after he confirmed; without one, payments that need
 *     a confirmation carry no link
 * @param connectTimeout limit for making a connection
 * @param readTimeout limit for the whole answer, counted from the moment the connection must stand
 * @param requestsPerSecond of this process; 80 with a live key and 20 with a test key when not given. Several replicas
 *     share what Stripe allows
 */
@ConfigurationProperties("perennial.stripe")
record StripeProperties(
        String secretKey,
        @DefaultValue List<String> webhookSecrets,
        @DefaultValue("https://api.stripe.com") URI apiBase,
        @Nullable URI returnUrl,
        @DefaultValue("5s") Duration connectTimeout,
        @DefaultValue("30s") Duration readTimeout,
        @Nullable Integer requestsPerSecond) {
    /** Stripe allows 100 and 25; the rest is for whoever else uses the account. */
    private static final int PACE_LIVE = 80;

    private static final int PACE_TEST = 20;

    StripeProperties {
        secretKey = secretKey.strip();
        webhookSecrets = webhookSecrets.stream()
                .map(String::strip)
                .filter(secret -> !secret.isEmpty())
                .toList();
        // An environment variable that is not set arrives as an empty address.
        returnUrl = returnUrl == null || returnUrl.toString().isBlank() ? null : returnUrl;
        if (!secretKey.matches("(sk|rk)_(test|live)_\\S+")) {
            throw new IllegalArgumentException(
                    "perennial.stripe.secret-key must start with sk_test_, sk_live_, rk_test_ or rk_live_");
        }
        if (isLive(secretKey) && !"https".equals(apiBase.getScheme())) {
            throw new IllegalArgumentException("perennial.stripe.api-base must be https with a live key");
        }
        if (connectTimeout.isNegative()
                || connectTimeout.isZero()
                || readTimeout.isNegative()
                || readTimeout.isZero()) {
            throw new IllegalArgumentException("perennial.stripe time-outs must be positive");
        }
        if (requestsPerSecond != null && requestsPerSecond < 1) {
            throw new IllegalArgumentException("perennial.stripe.requests-per-second must be at least 1");
        }
    }

    /** How many requests a second this process may send. */
    int pace() {
        return requestsPerSecond == null ? (isLive() ? PACE_LIVE : PACE_TEST) : requestsPerSecond;
    }

    /** Whether charges move real money. */
    boolean isLive() {
        return isLive(secretKey);
    }

    private static boolean isLive(String key) {
        return key.startsWith("live_", "sk_".length());
    }

    /** Leaves the secrets out. */
    @Override
    public String toString() {
        return "StripeProperties[secretKey=%s***, webhookSecrets=%d, apiBase=%s, connectTimeout=%s, readTimeout=%s]"
                .formatted(
                        secretKey.substring(0, "sk_test_".length()),
                        webhookSecrets.size(),
                        apiBase,
                        connectTimeout,
                        readTimeout);
    }
}
