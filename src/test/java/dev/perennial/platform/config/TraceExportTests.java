package dev.perennial.platform.config;

import java.util.Map;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.boot.SpringApplication;
import org.springframework.core.env.ConfigurableEnvironment;
import org.springframework.core.env.MapPropertySource;
import org.springframework.core.env.StandardEnvironment;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

class TraceExportTests {

    private static ConfigurableEnvironment with(Map<String, Object> settings) {
        var environment = new StandardEnvironment();
        environment.getPropertySources().addFirst(new MapPropertySource("test", settings));
        new TraceExport().postProcessEnvironment(environment, new SpringApplication());
        return environment;
    }

    @Test
    void sendsNothingAndRecordsNothingWithoutAnAddress() {
        var environment = with(Map.of(TraceExport.ENDPOINT, " "));

        assertThat(environment.getProperty(TraceExport.OTLP_ENDPOINT)).isNull();
        assertThat(environment.getProperty("management.tracing.export.enabled")).isEqualTo("false");
        assertThat(environment.getProperty("management.tracing.sampling.probability"))
                .isEqualTo("0");
    }

    @ParameterizedTest
    @CsvSource({
        "http://collector:4318,           http://collector:4318/v1/traces",
        "https://collector/otlp/,         https://collector/otlp/v1/traces",
        "http://collector:4318/v1/traces, http://collector:4318/v1/traces"
    })
    void sendsToTheCollectorsPathForTraces(String endpoint, String address) {
        var environment = with(Map.of(TraceExport.ENDPOINT, endpoint, TraceExport.SAMPLING, "1"));

        assertThat(environment.getProperty(TraceExport.OTLP_ENDPOINT)).isEqualTo(address);
        assertThat(environment.getProperty("management.tracing.export.enabled")).isEqualTo("true");
        assertThat(environment.getProperty("management.tracing.sampling.probability"))
                .isEqualTo("1");
    }

    @ParameterizedTest
    @ValueSource(strings = {"collector:4318", "grpc://collector:4317", "http:///v1", "http://a b"})
    void refusesWhatIsNoAddress(String endpoint) {
        assertThatThrownBy(() -> with(Map.of(TraceExport.ENDPOINT, endpoint)))
                .isInstanceOf(Misconfiguration.class)
                .hasMessageContaining("PERENNIAL_OTLP_ENDPOINT");
    }

    @ParameterizedTest
    @ValueSource(strings = {"1.1", "-0.1", "10%", "all"})
    void refusesWhatIsNoShare(String sampling) {
        assertThatThrownBy(() ->
                        with(Map.of(TraceExport.ENDPOINT, "http://collector:4318", TraceExport.SAMPLING, sampling)))
                .isInstanceOf(Misconfiguration.class)
                .hasMessageContaining(sampling);
    }
}
