package dev.perennial.platform.config;

import java.util.Map;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.boot.SpringApplication;
import org.springframework.core.env.MapPropertySource;
import org.springframework.core.env.StandardEnvironment;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

class LogFormatTests {

    private static @Nullable String structuredFormat(String format) {
        var environment = new StandardEnvironment();
        environment.getPropertySources().addFirst(new MapPropertySource("test", Map.of(LogFormat.PROPERTY, format)));
        new LogFormat().postProcessEnvironment(environment, new SpringApplication());
        return environment.getProperty("logging.structured.format.console");
    }

    @Test
    void writesOneObjectALineForCollectors() {
        assertThat(structuredFormat("json")).isEqualTo("ecs");
    }

    @ParameterizedTest
    @ValueSource(strings = {"text", "", " text "})
    void writesForPeopleOtherwise(String format) {
        assertThat(structuredFormat(format)).isNull();
    }

    @ParameterizedTest
    @ValueSource(strings = {"JSON", "xml", "ecs"})
    void refusesWhatItDoesNotKnowAndSaysWhatItKnows(String format) {
        assertThatThrownBy(() -> structuredFormat(format))
                .isInstanceOfSatisfying(
                        Misconfiguration.class, e -> assertThat(e.remedy()).contains("text", "json"))
                .hasMessageContaining(format);
    }
}
