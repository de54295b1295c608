package dev.perennial.bench;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublisher;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.TreeMap;

import tools.jackson.databind.JsonNode;

import dev.perennial.support.Api;

import static org.assertj.core.api.Assertions.assertThat;

/** Imports by the public API, with the patience that a million rows need. */
final class ImportClient {
    private static final Duration PATIENCE = Duration.ofMinutes(20);
    private static final HttpClient HTTP = HttpClient.newHttpClient();
    private final String baseUrl;
    private final Api api;

    ImportClient(String baseUrl, Api api) {
        this.baseUrl = baseUrl;
        this.api = api;
    }

    /** A new import, as its path. */
    String open(String entity, boolean dryRun) {
        var made = api.post("/v1/imports", "{\"entity\": \"%s\", \"dry_run\": %s}".formatted(entity, dryRun))
                .expect(201);
        return "/v1/imports/" + made.text("id");
    }

    void upload(String path, Path file) throws IOException {
        call("PUT", path + "/content", BodyPublishers.ofFile(file));
    }

    void rollBack(String path) {
        call("POST", path + "/rollback", BodyPublishers.noBody());
    }

    private void call(String method, String path, BodyPublisher body) {
        var request = HttpRequest.newBuilder(URI.create(baseUrl + path))
                .header("Authorization", "Bearer " + api.key())
                .header("Content-Type", "application/x-ndjson")
                .method(method, body)
                .build();
        try {
            var answer = HTTP.send(request, HttpResponse.BodyHandlers.ofString());
            assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
        } catch (IOException | InterruptedException e) {
            throw new IllegalStateException(path, e);
        }
    }

    /** What is at a path once it is completed. */
    JsonNode completed(String path) throws InterruptedException {
        var until = Instant.now().plus(PATIENCE);
        while (Instant.now().isBefore(until)) {
            var body = api.get(path).expect(200).body();
            if (body.path("status").asString().equals("COMPLETED")) {
                return body;
            }
            Thread.sleep(200);
        }
        throw new AssertionError(path + " is not done after " + PATIENCE);
    }

    /** Field and code of what is wrong with each row, by its external id. */
    Map<String, String> reasons(String path) {
        var reasons = new TreeMap<String, String>();
        for (var error : api.all(path + "/errors")) {
            reasons.merge(
                    error.path("external_id").asString(),
                    error.path("field").asString() + " " + error.path("code").asString(),
                    (one, other) -> one + ", " + other);
        }
        return reasons;
    }
}
