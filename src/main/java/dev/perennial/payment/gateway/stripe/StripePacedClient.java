package dev.perennial.payment.gateway.stripe;

import java.time.Duration;

import com.stripe.exception.StripeException;
import com.stripe.net.HttpClient;
import com.stripe.net.StripeRequest;
import com.stripe.net.StripeResponse;

import dev.perennial.platform.tenancy.CurrentTenant;
import dev.perennial.platform.tenancy.TenantScope;

/** Sends requests at the pace that Stripe allows. One that would have to wait too long is not sent, and says so. */
final class StripePacedClient extends HttpClient implements AutoCloseable {
    private static final Duration WAIT_MAX = Duration.ofSeconds(20);
    private static final int TOO_MANY_REQUESTS = 429;

    private final StripeHttpClient http;
    private final StripePace pace;

    StripePacedClient(StripeHttpClient http, int requestsPerSecond) {
        this.http = http;
        this.pace = new StripePace(requestsPerSecond, System.nanoTime());
    }

    /**
     * Waits for its turn, then sends once.
     *
     * @throws StripeHttpClient.NotSentException when its turn did not come in time, or no connection was made
     */
    @Override
    public StripeResponse request(StripeRequest request) throws StripeException {
        awaitTurn();
        var answer = http.request(request);
        if (answer.code() == TOO_MANY_REQUESTS) {
            pace.tooFast(System.nanoTime());
        } else {
            pace.taken(System.nanoTime());
        }
        return answer;
    }

    private void awaitTurn() throws StripeException {
        // Ticks work in the background; so does what belongs to no tenant, such as events.
        boolean background = CurrentTenant.find().map(TenantScope::isJob).orElse(true);
        long waitedFrom = System.nanoTime();
        while (true) {
            long now = System.nanoTime();
            var wait = pace.ask(background, now);
            if (wait.isZero()) {
                return;
            }
            if (Duration.ofNanos(now - waitedFrom).plus(wait).compareTo(WAIT_MAX) > 0) {
                throw new StripeHttpClient.NotSentException("kept back for the pace");
            }
            sleep(wait);
        }
    }

    private static void sleep(Duration wait) throws StripeException {
        try {
            Thread.sleep(wait);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new StripeHttpClient.NotSentException("interrupted before it was sent");
        }
    }

    @Override
    public void close() {
        http.close();
    }
}
