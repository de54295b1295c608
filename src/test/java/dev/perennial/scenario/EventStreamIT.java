package dev.perennial.scenario;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.stream.Stream;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.jdbc.datasource.SingleConnectionDataSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

import dev.perennial.shared.id.UuidV7;
import dev.perennial.support.Api;
import dev.perennial.support.PerennialIT;
import dev.perennial.support.TestDatabase;
import dev.perennial.support.TestTenants;

import static org.assertj.core.api.Assertions.assertThat;

/** Somebody watches what happens, loses the connection, and goes on where he was. */
@Timeout(60)
class EventStreamIT extends PerennialIT {
    private static final JsonMapper JSON = JsonMapper.builder().build();
    private Api api;

    @BeforeEach
    void tenant() {
        api = newTenant();
    }

    /** An open stream, read line by line. */
    private final class Listener implements AutoCloseable {
        private final HttpClient http = HttpClient.newHttpClient();
        private final Iterator<String> lines;
        private final HttpResponse<Stream<String>> response;

        Listener(String query, @Nullable String lastEventId) throws IOException, InterruptedException {
            this(api.key(), query, lastEventId);
        }

        Listener(String key, String query, @Nullable String lastEventId) throws IOException, InterruptedException {
            var request = HttpRequest.newBuilder(URI.create(baseUrl() + "/v1/events/stream" + query))
                    .header("Authorization", "Bearer " + key)
                    .header("Accept", "text/event-stream");
            if (lastEventId != null) {
                request.header("Last-Event-ID", lastEventId);
            }
            response = http.send(request.build(), HttpResponse.BodyHandlers.ofLines());
            lines = response.body().iterator();
        }

        /** The data of the next event, whose id and type must be those announced before it. */
        JsonNode next() {
            var id = after("id: ");
            var type = after("event: ");
            var event = JSON.readTree(after("data: "));
            assertThat(event.path("id").asString()).isEqualTo(id);
            assertThat(event.path("type").asString()).isEqualTo(type);
            return event;
        }

        private String after(String prefix) {
            while (true) {
                var line = lines.next();
                if (line.startsWith(prefix)) {
                    return line.substring(prefix.length());
                }
            }
        }

        @Override
        public void close() {
            http.shutdownNow();
        }
    }

    @Test
    void tellsWhatHappensAndGoesOnWhereTheConnectionBroke() throws Exception {
        api.account("UTC");
        JsonNode created;
        try (var listener = new Listener("", null)) {
            assertThat(listener.response.headers().firstValue("Content-Type").orElse(""))
                    .startsWith("text/event-stream");
            var account = api.account("UTC");

            created = listener.next();
            assertThat(created.path("object_id").asString()).isEqualTo(account);
            assertThat(created)
                    .isEqualTo(api.get("/v1/events/" + created.path("id").asString())
                            .body());
        }
        api.monthlyPlan("while-away", 100);

        try (var again = new Listener("", created.path("id").asString())) {
            api.monthlyPlan("back-again", 100);

            assertThat(List.of(again.next(), again.next()))
                    .extracting(event ->
                            event.path("data").path("object").path("code").asString())
                    .containsExactly("while-away", "back-again");
        }
    }

    @Test
    void endsWithTheKeyOfWhoListens() throws Exception {
        var key = api.post("/v1/api-keys", "{\"name\": \"console\", \"scopes\": [\"events:read\"]}")
                .expect(201);
        try (var listener = new Listener(key.text("secret"), "", null)) {
            api.account("UTC");
            assertThat(listener.next().path("type").asString()).isEqualTo("account.created");

            long revokedNanos = System.nanoTime();
            api.delete("/v1/api-keys/" + key.text("id")).expect(200);

            while (listener.lines.hasNext()) {
                assertThat(listener.lines.next()).doesNotContain("id: ");
            }
            assertThat(Duration.ofNanos(System.nanoTime() - revokedNanos)).isLessThan(Duration.ofSeconds(3));
        }
    }

    @Test
    void showsOnlyWhatWasAskedForAndOnlyToItsTenant() throws Exception {
        try (var listener = new Listener("?type=plan.*", null)) {
            api.account("UTC");
            newTenant().monthlyPlan("of-another", 100);
            api.monthlyPlan("mine", 100);

            assertThat(listener.next().path("data").path("object").path("code").asString())
                    .isEqualTo("mine");
        }
    }

    /** An event gets its id when it is written. Its transaction may commit after those of later events. */
    @Test
    void doesNotPassOverWhatCommitsLate() throws Exception {
        try (var listener = new Listener("?type=plan.*", null)) {
            var slow = new SlowTransaction(TestTenants.tenantOf(owner(), api.key()));
            api.monthlyPlan("quick", 100);
            Thread.sleep(Duration.ofMillis(1200));
            slow.commit();

            assertThat(List.of(
                            listener.next()
                                    .path("data")
                                    .path("object")
                                    .path("code")
                                    .asString(),
                            listener.next()
                                    .path("data")
                                    .path("object")
                                    .path("code")
                                    .asString()))
                    .containsExactlyInAnyOrder("slow", "quick");
        }
    }

    /** Writes an event as the service would, and takes its time. */
    private static final class SlowTransaction {
        private final SingleConnectionDataSource connection = new SingleConnectionDataSource(
                TestDatabase.shared().url(),
                TestDatabase.shared().username(),
                TestDatabase.shared().password(),
                true);

        SlowTransaction(UUID tenantId) throws SQLException {
            connection.setAutoCommit(false);
            JdbcClient.create(connection)
                    .sql("""
                            insert into journal (tenant_id, id, sequence, type, object_type, object_id, actor, object, previous, occurred_at)
                            values (:tenant, :id, 1, 'plan.created', 'plan', :id, 'system', '{"code": "slow"}', '{}', now())
                            """)
                    .param("tenant", tenantId)
                    .param("id", UuidV7.next())
                    .update();
        }

        void commit() throws SQLException {
            connection.getConnection().commit();
            connection.destroy();
        }
    }

    /** Whoever asks for JSON would wait for the end of an answer that has none. */
    @Test
    void isOnlyForThoseWhoAskForAStream() {
        assertThat(api.get("/v1/events/stream").status()).isEqualTo(406);
    }

    @Test
    void refusesToGoOnBehindAnEventItDoesNotKnow() {
        goOnBehind(UuidV7.next().toString()).expectProblem(404, "event_not_found");
        goOnBehind("01800000-0000-7000-8000-000000000000").expectProblem(409, "event_too_old");
    }

    private Api.Answer goOnBehind(String eventId) {
        return api.send(
                "GET", "/v1/events/stream", null, Map.of("Accept", "text/event-stream", "Last-Event-ID", eventId));
    }

    @Test
    void listsByTypeAndObject() {
        var account = api.account("UTC");
        api.monthlyPlan("basic", 100);

        assertThat(api.all("/v1/events?type=account.*")).hasSize(1);
        assertThat(api.all("/v1/events?type=plan.created")).hasSize(1);
        assertThat(api.all("/v1/events?type=nothing.such")).isEmpty();
        assertThat(api.all("/v1/events?object_id=" + account + "&type=plan.*")).isEmpty();
    }

    @Test
    void numbersTheEventsOfAnObject() {
        var account = api.account("UTC");
        api.patch("/v1/accounts/" + account, "{\"name\": \"B\"}").expect(200);
        api.delete("/v1/accounts/" + account).expect(200);

        assertThat(api.all("/v1/events?object_id=" + account).reversed())
                .extracting(event -> event.path("sequence").asInt())
                .containsExactly(1, 2, 3);
    }
}
