package dev.perennial.platform.persistence;

import java.time.Duration;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import dev.perennial.platform.config.Misconfiguration;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

class DatabaseLoginTests {

    @ParameterizedTest(name = "{0}")
    @CsvSource(delimiter = '|', textBlock = """
            postgres://ada:secret@db:5432/billing          | jdbc:postgresql://db:5432/billing               | ada | secret
            postgresql://ada:secret@db:5432/billing        | jdbc:postgresql://db:5432/billing               | ada | secret
            postgres://ada:secret@db/billing               | jdbc:postgresql://db/billing                    | ada | secret
            postgres://ada:secret@db/billing?sslmode=require | jdbc:postgresql://db/billing?sslmode=require  | ada | secret
            postgres://ada:p%40ss%2Fword@db/billing        | jdbc:postgresql://db/billing                    | ada | p@ss/word
            postgres://ada:a+b@db/billing                  | jdbc:postgresql://db/billing                    | ada | a+b
            postgres://ada:a:b@db/billing                  | jdbc:postgresql://db/billing                    | ada | a:b
            postgres://ada:@db/billing                     | jdbc:postgresql://db/billing                    | ada | ''
            postgres://ada@db/billing                      | jdbc:postgresql://db/billing                    | ada |
            postgres://db/billing                          | jdbc:postgresql://db/billing                    |     |
            postgres://ada:secret@billing_db:5432/billing  | jdbc:postgresql://billing_db:5432/billing       | ada | secret
            postgres://ada:secret@[::1]:5432/billing       | jdbc:postgresql://[::1]:5432/billing            | ada | secret
            postgres://ada:secret@db1:5432,db2:5432/billing | jdbc:postgresql://db1:5432,db2:5432/billing    | ada | secret
            """)
    void readsTheUrlThatHostersGive(String url, String jdbcUrl, @Nullable String username, @Nullable String password) {
        assertThat(login(url, null, null)).isEqualTo(new DatabaseLogin(jdbcUrl, username, password));
    }

    @Test
    void takesAJdbcUrlAsItIs() {
        assertThat(login("jdbc:postgresql://db/billing?sslmode=require", "ada", "secret"))
                .isEqualTo(new DatabaseLogin("jdbc:postgresql://db/billing?sslmode=require", "ada", "secret"));
    }

    @Test
    void settingsOfTheirOwnWinOverTheUrl() {
        var url = "postgres://ada:secret@db/billing";

        assertThat(login(url, "bob", "other").username()).isEqualTo("bob");
        assertThat(login(url, "bob", "other").password()).isEqualTo("other");
        assertThat(login(url, " ", "")).isEqualTo(new DatabaseLogin("jdbc:postgresql://db/billing", "ada", "secret"));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "mysql://ada:hunter2@db/billing",
                "jdbc:mysql://db/billing?password=hunter2",
                "postgres://ada:hunter2@db/bil ling",
                "postgres:///hunter2",
                "postgres://ada:hunter2#3@db/billing",
                "postgres://ada:hunter2/3@db/billing",
                "postgres://ada:hunter2?3@db/billing",
                "hunter2"
            })
    void refusesEverythingElseWithoutRepeatingIt(String url) {
        assertThatThrownBy(() -> login(url, null, null))
                .isInstanceOf(Misconfiguration.class)
                .hasMessageNotContaining("hunter2")
                .hasNoCause();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "postgres://ada:hunter2@db/billing",
                "postgres://ada:hunter2@db/billing?password=hunter2",
                "jdbc:postgresql://db/billing?user=ada&password=hunter2&sslmode=require"
            })
    void noPasswordIsEverPrinted(String url) {
        assertThat(login(url, null, "hunter2").toString()).doesNotContain("hunter2");
        assertThat(properties(url, null, "hunter2").toString()).doesNotContain("hunter2");
    }

    @ParameterizedTest
    @CsvSource({"postgres://db/billing, true", "'', false", "' ', false", ", false"})
    void onlyAUrlMakesTheDatabaseSomebodyElses(@Nullable String url, boolean external) {
        assertThat(properties(url, null, null).isExternal()).isEqualTo(external);
    }

    private static DatabaseLogin login(String url, @Nullable String username, @Nullable String password) {
        return DatabaseLogin.of(properties(url, username, password));
    }

    private static DatabaseProperties properties(
            @Nullable String url, @Nullable String username, @Nullable String password) {
        return new DatabaseProperties(url, username, password, "./data", 20, Duration.ZERO);
    }
}
