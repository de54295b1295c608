package dev.perennial.platform.config;

import java.math.BigDecimal;
import java.net.URI;
import java.util.HashMap;
import java.util.Map;

import org.springframework.boot.EnvironmentPostProcessor;
import org.springframework.boot.SpringApplication;
import org.springframework.core.Ordered;
import org.springframework.core.env.ConfigurableEnvironment;
import org.springframework.core.env.MapPropertySource;

/**
 * Where traces go: {@code PERENNIAL_OTLP_ENDPOINT} is the address of a collector that speaks OTLP over HTTP. Without it
 * nothing is sent, nothing is connected to, and no step is recorded; logs have trace ids all the same. An address that
 * is left empty must not reach Spring Boot, which would not start: hence here and not in the configuration file.
 */
class TraceExport implements EnvironmentPostProcessor, Ordered {
    static final String ENDPOINT = "perennial.tracing.endpoint";
    static final String SAMPLING = "perennial.tracing.sampling";
    static final String OTLP_ENDPOINT = "management.opentelemetry.tracing.export.otlp.endpoint";
    private static final String PATH = "/v1/traces";
    private static final String EXPORT = "management.tracing.export.enabled";
    private static final String PROBABILITY = "management.tracing.sampling.probability";

    @Override
    public void postProcessEnvironment(ConfigurableEnvironment environment, SpringApplication application) {
        var endpoint = environment.getProperty(ENDPOINT, "").strip();
        var settings = new HashMap<String, Object>();
        settings.put(EXPORT, String.valueOf(!endpoint.isEmpty()));
        settings.put(PROBABILITY, endpoint.isEmpty() ? "0" : sampling(environment.getProperty(SAMPLING, "")));
        if (!endpoint.isEmpty()) {
            settings.put(OTLP_ENDPOINT, address(endpoint));
        }
        environment.getPropertySources().addLast(new MapPropertySource("perennialTracing", Map.copyOf(settings)));
    }

    private static String address(String endpoint) {
        try {
            var uri = URI.create(endpoint);
            if (("http".equals(uri.getScheme()) || "https".equals(uri.getScheme())) && uri.getHost() != null) {
                return endpoint.endsWith(PATH) ? endpoint : endpoint.replaceAll("/+$", "") + PATH;
            }
        } catch (IllegalArgumentException e) {
            // Said below, like an address of another kind.
        }
        throw new Misconfiguration(
                "PERENNIAL_OTLP_ENDPOINT is not the address of a collector.",
                "Write it as http://collector:4318, or leave it out: then no traces are sent.");
    }

    private static String sampling(String configured) {
        var text = configured.strip();
        if (text.isEmpty()) {
            return "0.1";
        }
        try {
            var share = new BigDecimal(text);
            if (share.signum() >= 0 && share.compareTo(BigDecimal.ONE) <= 0) {
                return share.toPlainString();
            }
        } catch (NumberFormatException e) {
            // Said below, like a number out of range.
        }
        throw new Misconfiguration(
                "PERENNIAL_TRACE_SAMPLING is '" + text + "', which is no share of traces.",
                "Write a number from 0 (none) to 1 (all), such as 0.1, or leave it out for 0.1.");
    }

    /** After the configuration files are read, before logging starts. */
    @Override
    public int getOrder() {
        return Ordered.LOWEST_PRECEDENCE;
    }
}
