package dev.perennial.platform.config;

import java.util.Map;

import org.springframework.boot.EnvironmentPostProcessor;
import org.springframework.boot.SpringApplication;
import org.springframework.core.Ordered;
import org.springframework.core.env.ConfigurableEnvironment;
import org.springframework.core.env.MapPropertySource;

/**
 * One switch for how logs look: {@code PERENNIAL_LOG_FORMAT=text} for people, {@code json} for collectors (one object a
 * line, Elastic Common Schema). It must be read before anything is logged, hence here and not in a bean.
 */
class LogFormat implements EnvironmentPostProcessor, Ordered {
    static final String PROPERTY = "perennial.log-format";
    private static final String STRUCTURED_FORMAT = "logging.structured.format.console";

    @Override
    public void postProcessEnvironment(ConfigurableEnvironment environment, SpringApplication application) {
        var format = environment.getProperty(PROPERTY, "text").strip();
        switch (format) {
            case "", "text" -> {
                // What Spring Boot does anyway.
            }
            case "json" ->
                environment
                        .getPropertySources()
                        .addLast(new MapPropertySource("perennialLogFormat", Map.of(STRUCTURED_FORMAT, "ecs")));
            default ->
                // Logs in the wrong form are missed only when they are needed: better no start.
                throw new Misconfiguration(
                        "PERENNIAL_LOG_FORMAT is '" + format + "', which is neither 'text' nor 'json'.",
                        "Set it to text (for people) or json (one object a line), or leave it out for text.");
        }
    }

    /** After the configuration files are read, before logging starts. */
    @Override
    public int getOrder() {
        return Ordered.LOWEST_PRECEDENCE;
    }
}
