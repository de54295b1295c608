package dev.perennial.process;

import java.io.IOException;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.Map;
import java.util.regex.Pattern;

import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;

/**
 * A start to learn from: the JVM started here makes a start-up cache of all that it loads. It has a database, becomes ready, answers some
 * requests, and ends as an orchestrator ends it. The image is built with this class too, so it needs no other of the tests.
 */
public final class StartTraining {
    static final String READY = "/health/ready";
    private static final Duration READY_MAX = Duration.ofMinutes(3);
    private static final String KEY = "prn_test_LearnsHowToStart000000000000";
    private static final Pattern ID = Pattern.compile("\"id\"\\s*:\\s*\"([^\"]+)\"");
    private static final HttpClient HTTP =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();

    private final URI service;

    private StartTraining(URI service) {
        this.service = service;
    }

    /** @param command that starts the service and makes the cache; run it as any user but root, whom PostgreSQL refuses */
    public static void main(String[] command) throws IOException, InterruptedException {
        try (var database =
                EmbeddedPostgres.builder().setLocaleConfig("locale", "C.UTF-8").start()) {
            var service = new ProcessBuilder(command).inheritIO();
            service.environment()
                    .putAll(environment(database.getJdbcUrl("postgres", "postgres"), "postgres", "postgres"));
            run(service, READY, StartTraining::useAll);
        }
    }

    /** With this the service has a first tenant, who does what the training asks for. */
    static Map<String, String> environment(String databaseUrl, String username, String password) {
        return Map.of(
                "DATABASE_URL", databaseUrl,
                "DATABASE_USERNAME", username,
                "DATABASE_PASSWORD", password,
                "PERENNIAL_BOOTSTRAP_API_KEY", KEY,
                "PERENNIAL_DEMO", "false");
    }

    /** What is done with a service that is ready. */
    @FunctionalInterface
    interface Use {
        void of(StartTraining service) throws IOException, InterruptedException;
    }

    /**
     * @param ready a path that answers 200 when the service is ready
     * @throws IOException when it does not become ready, or refuses a request; there may be a smaller cache all the same
     */
    static void run(ProcessBuilder command, String ready, Use use) throws IOException, InterruptedException {
        int port = freePort();
        command.environment().put("SERVER_PORT", Integer.toString(port));
        var service = new StartTraining(URI.create("http://127.0.0.1:" + port));
        var process = command.start();
        try {
            service.awaitReady(process, ready);
            use.of(service);
        } finally {
            process.destroy();
            // It writes the cache before it is gone.
            process.waitFor();
        }
    }

    private void awaitReady(Process process, String path) throws IOException, InterruptedException {
        long begin = System.nanoTime();
        while (!isReady(path)) {
            if (!process.isAlive() || System.nanoTime() - begin > READY_MAX.toNanos()) {
                throw new IOException("The service did not become ready");
            }
            Thread.sleep(100);
        }
    }

    private boolean isReady(String path) throws InterruptedException {
        try {
            return send(request(path).GET().build()).statusCode() == 200;
        } catch (IOException e) {
            return false;
        }
    }

    /** One of each kind: operators, the interface with its filters and both ways to the database, documentation, and pages. */
    void useAll() throws IOException, InterruptedException {
        get("/metrics");
        get("/openapi.json");
        get("/console/sign-in");
        var account = idIn(post("/v1/accounts", """
                {"name": "Training", "email": "training@example.com", "currency": "USD"}"""));
        post("/v1/accounts/" + account + "/payment-methods", """
                {"token": "pm_card_visa"}""");
        post("/v1/plans", """
                {"code": "training", "name": "Training", "interval": "MONTH", "charges": [{"code": "seats", "name": "Seat",
                 "type": "RECURRING", "model": "PER_UNIT", "prices": [{"currency": "USD", "unit_amount": "1000"}]}]}""");
        post("/v1/subscriptions", """
                {"account_id": "%s", "plan_code": "training", "quantity": 3}""".formatted(account));
        get("/v1/subscriptions");
        get("/v1/invoices");
        post("/graphql", """
                {"query": "{ invoices { data { id number total } } }"}""");
    }

    private void get(String path) throws IOException, InterruptedException {
        succeed(request(path).GET().build());
    }

    private String post(String path, String json) throws IOException, InterruptedException {
        return succeed(request(path)
                .header("Content-Type", "application/json")
                .POST(HttpRequest.BodyPublishers.ofString(json))
                .build());
    }

    private HttpRequest.Builder request(String path) {
        return HttpRequest.newBuilder(service.resolve(path))
                .timeout(Duration.ofSeconds(30))
                .header("Authorization", "Bearer " + KEY);
    }

    private static String succeed(HttpRequest request) throws IOException, InterruptedException {
        var answer = send(request);
        if (answer.statusCode() / 100 != 2) {
            throw new IOException(
                    request.method() + " " + request.uri() + ": " + answer.statusCode() + " " + answer.body());
        }
        return answer.body();
    }

    private static HttpResponse<String> send(HttpRequest request) throws IOException, InterruptedException {
        return HTTP.send(request, HttpResponse.BodyHandlers.ofString());
    }

    private static String idIn(String answer) {
        var id = ID.matcher(answer);
        if (!id.find()) {
            throw new IllegalStateException("No id in " + answer);
        }
        return id.group(1);
    }

    private static int freePort() throws IOException {
        try (var socket = new ServerSocket(0)) {
            return socket.getLocalPort();
        }
    }
}
