package dev.perennial.scenario;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Instant;
import java.util.List;

import com.google.gson.JsonObject;
import org.junit.jupiter.api.BeforeEach;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.test.context.DynamicPropertyRegistry;
import org.springframework.test.context.DynamicPropertySource;
import tools.jackson.databind.JsonNode;

import dev.perennial.payment.GatewayWork;
import dev.perennial.payment.gateway.stripe.FakeStripe;
import dev.perennial.payment.gateway.stripe.Fault;
import dev.perennial.support.Api;
import dev.perennial.support.PerennialIT;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * The whole service with the real Stripe adapter, against a local server that behaves and misbehaves as Stripe does.
 * All tests of this kind share one service and one such server.
 */
abstract class StripeIT extends PerennialIT {
    protected static final FakeStripe STRIPE = FakeStripe.start();
    protected static final String SECRET = "whsec_of_this_test";
    private static final String OLD_SECRET = "whsec_about_to_be_rolled";
    private static final HttpClient HTTP = HttpClient.newHttpClient();

    @Autowired
    private GatewayWork gatewayWork;

    protected Api api;
    protected String account;
    protected String plan;

    @DynamicPropertySource
    static void stripe(DynamicPropertyRegistry properties) {
        properties.add("perennial.stripe.secret-key", () -> FakeStripe.SECRET_KEY);
        properties.add("perennial.stripe.webhook-secrets", () -> OLD_SECRET + "," + SECRET);
        properties.add("perennial.stripe.api-base", () -> STRIPE.url().toString());
        properties.add("perennial.stripe.return-url", () -> "https://shop.example/paid");
        properties.add("perennial.stripe.connect-timeout", () -> "1s");
        properties.add("perennial.stripe.read-timeout", () -> "1s");
        properties.add("perennial.stripe.requests-per-second", () -> "10000");
        properties.add("perennial.tax.tick", () -> "500ms");
    }

    @BeforeEach
    void tenant() {
        api = newTenant();
        account = api.account("UTC");
        api.attach(account, "pm_card_visa");
        plan = api.monthlyPlan("team", 2900);
    }

    /** A sale whose first charge goes like this; returns its invoice. */
    protected JsonNode subscribeAnd(Fault fault) {
        STRIPE.next(FakeStripe.Route.CHARGE, fault);
        var subscription = api.subscribe(account, plan).expect(201).text("id");
        return api.invoicesOf(subscription).getFirst();
    }

    protected JsonNode payment(JsonNode invoice) {
        return api.all("/v1/payments?invoice_id=" + invoice.path("id").asString())
                .getFirst();
    }

    protected JsonNode reread(JsonNode payment) {
        return api.get("/v1/payments/" + payment.path("id").asString())
                .expect(200)
                .body();
    }

    protected long charged(JsonNode invoice) {
        return STRIPE.charges().stream()
                .filter(charge ->
                        invoice.path("id").asString().equals(charge.metadata().get("perennial_invoice_id")))
                .count();
    }

    protected List<String> types(JsonNode object) {
        return api.all("/v1/events?object_id=" + object.path("id").asString()).stream()
                .map(event -> event.path("type").asString())
                .toList();
    }

    /** Delivers an event as Stripe does, signed now, and works off what came. */
    protected void tell(JsonObject event) {
        assertThat(deliver(event.toString(), Instant.now(), SECRET)).isEqualTo(200);
        workOff();
    }

    /** Delivers a callback and returns the status of the answer. */
    protected int deliver(String body, Instant signedAt, String secret) {
        return deliver(body, FakeStripe.signature(secret, signedAt, body));
    }

    protected int deliver(String body, String signature) {
        var request = HttpRequest.newBuilder(URI.create(baseUrl() + "/v1/gateway-events/stripe"))
                .header("Content-Type", "application/json; charset=utf-8")
                .header("Stripe-Signature", signature)
                .POST(HttpRequest.BodyPublishers.ofString(body))
                .build();
        try {
            return HTTP.send(request, HttpResponse.BodyHandlers.discarding()).statusCode();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    /** As the tick does. */
    protected void workOff() {
        gatewayWork.workOffEvents();
    }

    /** As the tick does. */
    protected void sweep() {
        gatewayWork.sweepEvents();
        gatewayWork.workOffEvents();
    }

    /** As the tick does. */
    protected void refund() {
        gatewayWork.refund();
    }

    protected String eventStatus(JsonObject event) {
        return owner().sql("select status from gateway_event where id = :id")
                .param("id", event.get("id").getAsString())
                .query(String.class)
                .optional()
                .orElse("ABSENT");
    }
}
