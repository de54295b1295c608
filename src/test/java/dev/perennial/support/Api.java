package dev.perennial.support;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

import static org.assertj.core.api.Assertions.assertThat;

/** Drives the service as its callers do: over HTTP with a key, and by the contract alone. */
public final class Api {
    private static final JsonMapper JSON = JsonMapper.builder().build();
    private static final HttpClient HTTP =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
    private final String baseUrl;
    private final String key;

    public Api(String baseUrl, String key) {
        this.baseUrl = baseUrl;
        this.key = key;
    }

    /** What came back. */
    public record Answer(int status, JsonNode body, HttpResponse<String> http) {
        public String text(String field) {
            return body.path(field).asString();
        }

        /** Fails with the whole answer unless the status is this. */
        public Answer expect(int expected) {
            assertThat(status).as("%s", http.body()).isEqualTo(expected);
            return this;
        }

        /** Fails unless this is a problem with that status and code, in the format promised. */
        public Answer expectProblem(int expected, String code) {
            expect(expected);
            assertThat(http.headers().firstValue("Content-Type").orElse("")).startsWith("application/problem+json");
            assertThat(text("code")).as("%s", http.body()).isEqualTo(code);
            assertThat(text("request_id")).isNotEmpty();
            return this;
        }

        /** Fails unless an error names the field. */
        public Answer expectField(String field) {
            assertThat(body.path("errors").values().stream()
                            .map(error -> error.path("field").asString()))
                    .as("%s", http.body())
                    .contains(field);
            return this;
        }
    }

    public String key() {
        return key;
    }

    public Api as(String otherKey) {
        return new Api(baseUrl, otherKey);
    }

    public Answer get(String path) {
        return send("GET", path, null, Map.of());
    }

    public Answer post(String path, String json) {
        return send("POST", path, json, Map.of());
    }

    public Answer post(String path, String json, Map<String, String> headers) {
        return send("POST", path, json, headers);
    }

    public Answer patch(String path, String json) {
        return send("PATCH", path, json, Map.of());
    }

    public Answer put(String path, String json) {
        return send("PUT", path, json, Map.of());
    }

    public Answer delete(String path) {
        return send("DELETE", path, null, Map.of());
    }

    public Answer send(String method, String path, @Nullable String json, Map<String, String> headers) {
        var request = HttpRequest.newBuilder(URI.create(baseUrl + path))
                .timeout(Duration.ofSeconds(120))
                .method(
                        method,
                        json == null ? HttpRequest.BodyPublishers.noBody() : HttpRequest.BodyPublishers.ofString(json));
        if (!key.isEmpty()) {
            request.header("Authorization", "Bearer " + key);
        }
        if (json != null && !headers.containsKey("Content-Type")) {
            request.header("Content-Type", "application/json");
        }
        headers.forEach(request::setHeader);
        try {
            var response = HTTP.send(request.build(), HttpResponse.BodyHandlers.ofString());
            var type = response.headers().firstValue("Content-Type").orElse("");
            var body = type.contains("json") && !type.contains("ndjson")
                    ? JSON.readTree(response.body())
                    : JSON.nullNode();
            return new Answer(response.statusCode(), body, response);
        } catch (IOException e) {
            throw new IllegalStateException(method + " " + path, e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    /** The value of a metric, with its labels in the name; empty if it is not told of. */
    public Optional<String> metric(String name) {
        return as("").get("/metrics")
                .expect(200)
                .http()
                .body()
                .lines()
                .filter(line -> line.startsWith(name + " "))
                .findFirst()
                .map(line -> line.substring(name.length() + 1));
    }

    /** A file, as it is. */
    public byte[] file(String path) {
        var request = HttpRequest.newBuilder(URI.create(baseUrl + path))
                .timeout(Duration.ofSeconds(120))
                .header("Authorization", "Bearer " + key)
                .build();
        try {
            var answer = HTTP.send(request, HttpResponse.BodyHandlers.ofByteArray());
            assertThat(answer.statusCode())
                    .as("%s", new String(answer.body(), StandardCharsets.UTF_8))
                    .isEqualTo(200);
            return answer.body();
        } catch (IOException e) {
            throw new IllegalStateException(path, e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    /** All objects of a list, page by page, newest first. */
    public List<JsonNode> all(String path) {
        var all = new ArrayList<JsonNode>();
        var separator = path.contains("?") ? "&" : "?";
        var next = path + separator + "limit=100";
        while (true) {
            var page = get(next).expect(200).body();
            page.path("data").forEach(all::add);
            if (page.path("next_cursor").isNull()) {
                return all;
            }
            next = path + separator + "limit=100&cursor="
                    + page.path("next_cursor").asString();
        }
    }

    // ── the steps that most stories begin with ──────────────────────────────────────────────────────────────

    /** An account that pays in USD; returns its id. */
    public String account(String timezone) {
        return post("/v1/accounts", """
                        {"name": "Ada Lovelace Ltd", "email": "ada@example.com", "currency": "USD", "timezone": "%s"}""".formatted(timezone)).expect(201).text("id");
    }

    /** An account in UTC with a payment method of this token as its default. */
    public String accountPayingBy(String token) {
        var account = account("UTC");
        attach(account, token);
        return account;
    }

    public String attach(String account, String token) {
        return post(
                        "/v1/accounts/" + account + "/payment-methods",
                        "{\"token\": \"" + token + "\", \"set_default\": true}")
                .expect(201)
                .text("id");
    }

    /** A monthly plan of one flat charge in USD; returns its code. */
    public String monthlyPlan(String code, long amount) {
        return post("/v1/plans", """
                        {"code": "%s", "name": "Plan %s", "interval": "MONTH", "charges": [
                          {"code": "base", "type": "RECURRING", "model": "FLAT", "prices": [{"currency": "USD", "amount": %d}]}]}""".formatted(code, code, amount)).expect(201).text("code");
    }

    public Answer subscribe(String account, String planCode) {
        return post(
                "/v1/subscriptions", "{\"account_id\": \"%s\", \"plan_code\": \"%s\"}".formatted(account, planCode));
    }

    public JsonNode advanceBy(String period) {
        return post("/v1/test-clock/advance", "{\"by\": \"" + period + "\"}")
                .expect(200)
                .body();
    }

    public JsonNode advanceTo(String instant) {
        return post("/v1/test-clock/advance", "{\"to\": \"" + instant + "\"}")
                .expect(200)
                .body();
    }

    /** A subscription's invoices, oldest first. */
    public List<JsonNode> invoicesOf(String subscription) {
        return all("/v1/invoices?subscription_id=" + subscription).reversed();
    }
}
