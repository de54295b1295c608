package dev.perennial.process;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.TimeUnit;

import dev.perennial.support.Api;
import dev.perennial.support.TestDatabase;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/** One service in a process of its own, so that it can be killed the hard way. */
final class ServiceProcess implements AutoCloseable {
    private static final Duration START_MAX = Duration.ofSeconds(60);
    private static final Duration STOP_MAX = Duration.ofSeconds(40);
    private static final int SIGTERM = 15;
    private static final String FINALIZED = "perennial_invoices_finalized_total";
    private static final HttpClient HTTP = HttpClient.newHttpClient();
    private final String name;
    private final String key;
    private final int port;
    private final Path log;
    private final Process process;

    private ServiceProcess(String name, String key, int port, Path log, Process process) {
        this.name = name;
        this.key = key;
        this.port = port;
        this.log = log;
        this.process = process;
    }

    /**
     * Starts the service without waiting for it.
     *
     * @param name what its connections call themselves in {@code pg_stat_activity}
     * @param key of the first tenant, which it makes in an empty database
     */
    static ServiceProcess start(String name, TestDatabase database, String key, Path folder) {
        return start(name, database, key, folder, Map.of());
    }

    /** @param settings more environment variables */
    static ServiceProcess start(
            String name, TestDatabase database, String key, Path folder, Map<String, String> settings) {
        return start(name, database, key, folder, settings, Launch.small());
    }

    /**
     * @param settings more environment variables
     * @param launch which code it runs, and with how much of the machine
     */
    static ServiceProcess start(
            String name, TestDatabase database, String key, Path folder, Map<String, String> settings, Launch launch) {
        try {
            int port = freePort();
            var log = Files.createTempFile(Files.createDirectories(folder), name, ".log");
            var separator = database.url().contains("?") ? "&" : "?";
            var builder = new ProcessBuilder(launch.command())
                    .redirectErrorStream(true)
                    .redirectOutput(log.toFile());
            builder.environment()
                    .putAll(Map.of(
                            "SERVER_PORT",
                            Integer.toString(port),
                            "DATABASE_URL",
                            database.url() + separator + "ApplicationName=" + name,
                            "DATABASE_USERNAME",
                            database.username(),
                            "DATABASE_PASSWORD",
                            database.password(),
                            "DATABASE_POOL_SIZE",
                            "10",
                            "PERENNIAL_BOOTSTRAP_API_KEY",
                            key,
                            "PERENNIAL_DEMO",
                            "false",
                            "PERENNIAL_BILLING_TICK",
                            "200ms",
                            "PERENNIAL_COLLECTION_TICK",
                            "200ms",
                            "PERENNIAL_WEBHOOKS_ALLOWLOOPBACK",
                            "true"));
            builder.environment().putAll(settings);
            return new ServiceProcess(name, key, port, log, builder.start());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    static int freePort() throws IOException {
        try (var socket = new ServerSocket(0)) {
            return socket.getLocalPort();
        }
    }

    String name() {
        return name;
    }

    boolean isAlive() {
        return process.isAlive();
    }

    Api api() {
        return new Api(baseUrl(), key);
    }

    /** Waits until it takes requests; fails with its log when it does not. */
    void awaitReady() {
        await(name + " is ready")
                .atMost(START_MAX)
                .pollInterval(Duration.ofMillis(100))
                .until(() -> {
                    assertThat(process.isAlive())
                            .as(() -> "process alive; its log:\n" + log())
                            .isTrue();
                    return isReady();
                });
    }

    boolean isReady() {
        return readiness() == 200;
    }

    /** The status with which it says whether it is ready; 0 if it does not answer. */
    int readiness() {
        try {
            return get("/health/ready").statusCode();
        } catch (IOException e) {
            return 0;
        }
    }

    /** How many invoices it has numbered since it started, by its own count. */
    long invoicesFinalized() {
        return metric(FINALIZED);
    }

    /** The sum over all series of a metric, as a whole number. */
    long metric(String name) {
        try {
            return get("/metrics")
                    .body()
                    .lines()
                    .filter(line -> line.startsWith(name + " ") || line.startsWith(name + "{"))
                    .mapToLong(line -> (long) Double.parseDouble(line.substring(line.lastIndexOf(' ') + 1)))
                    .sum();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private HttpResponse<String> get(String path) throws IOException {
        var request = HttpRequest.newBuilder(URI.create(baseUrl() + path))
                .timeout(Duration.ofSeconds(10))
                .build();
        try {
            return HTTP.send(request, HttpResponse.BodyHandlers.ofString());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException(e);
        }
    }

    String baseUrl() {
        return "http://127.0.0.1:" + port;
    }

    int port() {
        return port;
    }

    long pid() {
        return process.pid();
    }

    /** What it has said so far. */
    String log() {
        try {
            return Files.readString(log);
        } catch (IOException e) {
            return e.toString();
        }
    }

    /** Asks it to stop, as an orchestrator does, and waits until it has; fails with its log when it does not. */
    void stop() {
        tellToStop();
        await(name + " stops").atMost(STOP_MAX).until(() -> !process.isAlive());
        // What a JVM says when it ended because it was asked to.
        assertThat(process.exitValue()).as(() -> "exit; its log:\n" + log()).isEqualTo(128 + SIGTERM);
    }

    /** As {@code kill -9}: it gets no chance to finish or to say goodbye. */
    void kill() {
        process.destroyForcibly();
        process.onExit().orTimeout(10, TimeUnit.SECONDS).join();
    }

    /** As whoever replaces it does: SIGTERM, without waiting for the end. */
    void tellToStop() {
        process.destroy();
    }

    @Override
    public void close() {
        kill();
    }
}
