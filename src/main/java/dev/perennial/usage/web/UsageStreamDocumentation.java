package dev.perennial.usage.web;

import java.util.List;
import java.util.Objects;

import io.swagger.v3.oas.models.media.Content;
import io.swagger.v3.oas.models.media.MediaType;
import io.swagger.v3.oas.models.media.Schema;
import io.swagger.v3.oas.models.responses.ApiResponse;
import org.springdoc.core.customizers.OpenApiCustomizer;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

import dev.perennial.platform.web.BodyStream;

/** Tells the OpenAPI document of streams, which share their paths with single reports and batches. */
@Configuration(proxyBeanMethods = false)
class UsageStreamDocumentation {
    private static final String SCHEMAS = "#/components/schemas/";

    @Bean
    OpenApiCustomizer streamsOfUsage() {
        return document -> {
            for (var path : List.of("/v1/usage", "/v1/usage/batch")) {
                var operation = Objects.requireNonNull(document.getPaths().get(path)).getPost();
                operation.getRequestBody().getContent().addMediaType(BodyStream.NDJSON, of("UsageReport"));
                operation
                        .getResponses()
                        .computeIfAbsent(
                                "200",
                                status -> new ApiResponse()
                                        .description("What became of the lines of a stream")
                                        .content(new Content()
                                                .addMediaType("application/json", of("StreamUsageResponse"))));
            }
        };
    }

    private static MediaType of(String schema) {
        return new MediaType().schema(new Schema<>().$ref(SCHEMAS + schema));
    }
}
