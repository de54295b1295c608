package dev.perennial.support;

import java.time.Duration;
import java.util.List;

import tools.jackson.databind.JsonNode;

import static org.awaitility.Awaitility.await;

/** The steps that stories about webhooks begin with. */
public final class Hooks {
    private final Api api;

    public Hooks(Api api) {
        this.api = api;
    }

    /** An endpoint and what signs its messages. */
    public record Endpoint(String id, String secret) {}

    public Endpoint register(HookReceiver receiver, String... events) {
        return register(receiver.url(), events);
    }

    public Endpoint register(String url, String... events) {
        var made = api.post("/v1/webhook-endpoints", """
                        {"url": "%s", "events": ["%s"]}""".formatted(url, String.join("\", \"", events)))
                .expect(201);
        return new Endpoint(made.text("id"), made.text("secret"));
    }

    /** What the endpoint got or is to get, oldest event first. */
    public List<JsonNode> deliveries(Endpoint endpoint) {
        return api.all("/v1/webhook-endpoints/" + endpoint.id() + "/deliveries").reversed();
    }

    /** Waits until nothing of an endpoint is on its way for the first time. */
    public List<JsonNode> awaitAttempts(Endpoint endpoint, int attempts) {
        await("attempts at " + endpoint.id())
                .atMost(Duration.ofSeconds(20))
                .pollInterval(Duration.ofMillis(50))
                .until(() -> deliveries(endpoint).stream()
                                .mapToInt(delivery -> delivery.path("attempts").size())
                                .sum()
                        >= attempts);
        return deliveries(endpoint);
    }
}
