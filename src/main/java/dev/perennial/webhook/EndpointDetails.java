package dev.perennial.webhook;

import java.util.List;

import jakarta.validation.constraints.NotBlank;
import jakarta.validation.constraints.NotEmpty;
import jakarta.validation.constraints.NotNull;
import jakarta.validation.constraints.Size;

import io.swagger.v3.oas.annotations.media.Schema;
import org.jspecify.annotations.Nullable;

/**
 * Everything about an endpoint that its owner decides.
 *
 * @param events types, all types of an object ({@code invoice.*}), or {@code *}
 */
@Schema(name = "WebhookEndpointDetails")
public record EndpointDetails(
        @NotBlank @Size(max = 2048) @Schema(example = "https://example.com/hooks/perennial")
        String url,

        @NotEmpty @Size(max = 50) @Schema(example = "[\"invoice.*\", \"payment.failed\"]")
        List<@NotNull @Size(max = 100) String> events,

        @Nullable @Size(max = 500) @Schema(example = "Bookkeeping")
        String description,

        @Nullable @Schema(description = "false: nothing is sent, and events of that time are not kept for later; true by default")
        Boolean enabled) {

    boolean enabledOrDefault() {
        return !Boolean.FALSE.equals(enabled);
    }
}
