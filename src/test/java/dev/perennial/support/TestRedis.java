package dev.perennial.support;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.locks.LockSupport;

import org.jspecify.annotations.Nullable;

import dev.perennial.platform.redis.Redis;

import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

/** A real Redis of a test's own, which keeps nothing; it can be killed and started again at the same place. */
public final class TestRedis implements AutoCloseable {
    private static final Path SERVER = Path.of("/usr/bin/redis-server");
    private static final int PORTS_TRIED = 5;
    private final int port;
    private @Nullable Process process;

    private TestRedis(int port) {
        this.port = port;
    }

    /** Whether this machine has one. */
    public static boolean isInstalled() {
        return Files.isExecutable(SERVER);
    }

    /** Starts one, and waits until it answers; a test that finds none installed says NOT RUN. */
    public static TestRedis start() {
        assumeTrue(isInstalled(), "NOT RUN: there is no " + SERVER + " (Debian: apt-get install redis-server)");
        for (int attempt = 0; attempt < PORTS_TRIED; attempt++) {
            var redis = new TestRedis(freePort());
            redis.startAgain();
            if (redis.answers()) {
                return redis;
            }
            redis.kill();
        }
        throw new IllegalStateException(SERVER + " does not start");
    }

    private static int freePort() {
        try (var socket = new ServerSocket(0)) {
            return socket.getLocalPort();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** False when it ends instead: somebody else may have taken the port. */
    private boolean answers() {
        while (process != null && process.isAlive()) {
            try {
                new Socket(InetAddress.getLoopbackAddress(), port).close();
                return process.isAlive();
            } catch (IOException e) {
                LockSupport.parkNanos(Duration.ofMillis(10).toNanos());
            }
        }
        return false;
    }

    /** Does not wait until it answers. */
    public void startAgain() {
        try {
            process = new ProcessBuilder(
                            SERVER.toString(), "--port", String.valueOf(port), "--save", "", "--bind", "127.0.0.1")
                    .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                    .redirectError(ProcessBuilder.Redirect.DISCARD)
                    .start();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    public String url() {
        return "redis://127.0.0.1:" + port;
    }

    /** Waits until somebody may ask it. */
    public void awaitConnected(Redis connection) {
        await("connected to " + url())
                .atMost(Duration.ofSeconds(15))
                .until(() ->
                        connection.insist(() -> connection.commands().ping()).isPresent());
    }

    /** Returns when it is gone. */
    public void kill() {
        if (process != null) {
            process.destroyForcibly().onExit().join();
        }
    }

    @Override
    public void close() {
        kill();
    }
}
