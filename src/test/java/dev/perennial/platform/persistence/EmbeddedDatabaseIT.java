package dev.perennial.platform.persistence;

import java.nio.file.Path;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.jdbc.datasource.DriverManagerDataSource;

import static org.assertj.core.api.Assertions.assertThat;

/** The database that comes along keeps what it acknowledged, as one in production would. */
class EmbeddedDatabaseIT {
    @TempDir
    private static Path folder;

    @Test
    void isDurable() throws Exception {
        try (var database = EmbeddedDatabase.start(folder)) {
            var login = database.login();
            var sql = JdbcClient.create(new DriverManagerDataSource(
                    login.jdbcUrl(), String.valueOf(login.username()), String.valueOf(login.password())));

            for (var setting : new String[] {"fsync", "synchronous_commit", "full_page_writes"}) {
                assertThat(sql.sql("show " + setting).query(String.class).single())
                        .as(setting)
                        .isEqualTo("on");
            }
        }
    }
}
