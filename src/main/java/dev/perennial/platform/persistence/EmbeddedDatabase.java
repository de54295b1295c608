package dev.perennial.platform.persistence;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import dev.perennial.platform.config.Misconfiguration;

/**
 * A PostgreSQL of our own under a data folder, for development and demos. Its data outlives the process, also one that
 * was killed: the PostgreSQL left behind by it is stopped before a new one is started on the same files.
 */
public final class EmbeddedDatabase implements AutoCloseable {
    private static final Logger log = LoggerFactory.getLogger(EmbeddedDatabase.class);
    private static final Duration STOP_WAIT_MAX = Duration.ofSeconds(20);
    private final FileChannel lock;
    private final EmbeddedPostgres postgres;

    private EmbeddedDatabase(FileChannel lock, EmbeddedPostgres postgres) {
        this.lock = lock;
        this.postgres = postgres;
    }

    /**
     * Starts PostgreSQL on {@code folder}, making the database there if there is none.
     *
     * @throws Misconfiguration when another Perennial is running on the folder
     */
    public static EmbeddedDatabase start(Path folder) {
        try {
            var home = Files.createDirectories(folder.toAbsolutePath().normalize());
            var lock = lock(home);
            var cluster = home.resolve("postgres");
            stopOrphan(cluster);
            var postgres = EmbeddedPostgres.builder()
                    .setDataDirectory(cluster)
                    .setOverrideWorkingDirectory(
                            home.resolve("postgres-binaries").toFile())
                    .setCleanDataDirectory(false)
                    .setRegisterShutdownHook(false)
                    .setPGStartupWait(Duration.ofSeconds(60))
                    // The library starts PostgreSQL with both of these off; ours keeps what it acknowledged.
                    .setServerConfig("fsync", "on")
                    .setServerConfig("synchronous_commit", "on")
                    .setServerConfig("max_connections", "200")
                    .setServerConfig("shared_buffers", "256MB")
                    .setLocaleConfig("locale", "C.UTF-8")
                    .start();
            return new EmbeddedDatabase(lock, postgres);
        } catch (IOException e) {
            throw new UncheckedIOException("The embedded database could not be started in " + folder, e);
        }
    }

    DatabaseLogin login() {
        return new DatabaseLogin("jdbc:postgresql://127.0.0.1:" + postgres.getPort() + "/postgres", "postgres", "");
    }

    private static FileChannel lock(Path home) throws IOException {
        var channel =
                FileChannel.open(home.resolve("perennial.lock"), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
        if (channel.tryLock() == null) {
            channel.close();
            throw new Misconfiguration(
                    "Another Perennial is running on the data folder " + home + ".",
                    "Stop the other process, or give this one a folder of its own with PERENNIAL_DATA_DIR.");
        }
        return channel;
    }

    /** We hold the folder's lock, so a PostgreSQL still running here has lost the process that started it. */
    private static void stopOrphan(Path cluster) throws IOException {
        var pidFile = cluster.resolve("postmaster.pid");
        if (!Files.exists(pidFile)) {
            return;
        }
        var pid = Long.parseLong(Files.readAllLines(pidFile).getFirst().strip());
        var orphan = ProcessHandle.of(pid)
                .filter(process -> process.info().command().orElse("").contains("postgres"));
        if (orphan.isEmpty()) {
            return;
        }
        log.info("Stopping the embedded database that an earlier run left behind (pid {})", pid);
        orphan.get().destroy();
        try {
            orphan.get().onExit().get(STOP_WAIT_MAX.toSeconds(), TimeUnit.SECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (ExecutionException | TimeoutException e) {
            throw new IOException("The embedded database with pid " + pid + " does not stop", e);
        }
    }

    @Override
    public void close() throws IOException {
        postgres.close();
        lock.close();
    }
}
