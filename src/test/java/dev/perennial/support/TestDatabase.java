package dev.perennial.support;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.util.Map;
import javax.sql.DataSource;

import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import org.springframework.jdbc.datasource.DriverManagerDataSource;
import org.testcontainers.postgresql.PostgreSQLContainer;

/**
 * The PostgreSQL of a test run: started once, shared by all test classes. {@code -Dtest.database=testcontainers} takes
 * one from Docker instead of the embedded one.
 */
public record TestDatabase(String url, String username, String password) {
    private static final TestDatabase SHARED = start();

    public static TestDatabase shared() {
        return SHARED;
    }

    /** An empty database beside the shared one, for tests that must have all of it. */
    public TestDatabase createDatabase(String name) {
        try (var connection = DriverManager.getConnection(url, username, password);
                var statement = connection.createStatement()) {
            statement.execute("drop database if exists " + name + " with (force)");
            statement.execute("create database " + name);
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
        return new TestDatabase(url.replaceAll("/[^/?]+(\\?|$)", "/" + name + "$1"), username, password);
    }

    /** Connections as the owner, who sees every tenant. */
    public DataSource asOwner() {
        return new DriverManagerDataSource(url, username, password);
    }

    private static TestDatabase start() {
        return switch (System.getProperty("test.database", "embedded")) {
            case "embedded" -> embedded();
            case "testcontainers" -> container();
            default -> throw new IllegalArgumentException("test.database must be embedded or testcontainers");
        };
    }

    private static TestDatabase embedded() {
        return embedded(Map.of());
    }

    /** One of its own that keeps what it acknowledges, as in production: the shared one does not wait for the disk. */
    public static TestDatabase durable() {
        return embedded(Map.of("fsync", "on", "synchronous_commit", "on"));
    }

    private static TestDatabase embedded(Map<String, String> settings) {
        try {
            var builder = EmbeddedPostgres.builder()
                    .setServerConfig("max_connections", "200")
                    .setServerConfig("shared_buffers", "256MB")
                    .setLocaleConfig("locale", "C.UTF-8");
            settings.forEach(builder::setServerConfig);
            var postgres = builder.start();
            return new TestDatabase(
                    "jdbc:postgresql://127.0.0.1:" + postgres.getPort() + "/postgres", "postgres", "postgres");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @SuppressWarnings("resource") // lives as long as the test run
    private static TestDatabase container() {
        var container = new PostgreSQLContainer("postgres:18").withCommand("postgres", "-c", "max_connections=200");
        container.start();
        return new TestDatabase(container.getJdbcUrl(), container.getUsername(), container.getPassword());
    }
}
