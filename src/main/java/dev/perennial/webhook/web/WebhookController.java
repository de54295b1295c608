package dev.perennial.webhook.web;

import java.time.Instant;
import java.util.List;
import java.util.UUID;

import jakarta.servlet.http.HttpServletRequest;
import jakarta.validation.Valid;
import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;
import jakarta.validation.constraints.NotNull;

import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.media.Schema;
import io.swagger.v3.oas.annotations.tags.Tag;
import org.jspecify.annotations.Nullable;
import org.springdoc.core.annotations.ParameterObject;
import org.springframework.http.HttpStatus;
import org.springframework.web.bind.annotation.DeleteMapping;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PatchMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.ResponseStatus;
import org.springframework.web.bind.annotation.RestController;
import tools.jackson.databind.node.ObjectNode;

import dev.perennial.platform.idempotency.NewObjectId;
import dev.perennial.platform.web.MergePatch;
import dev.perennial.platform.web.Page;
import dev.perennial.platform.web.PageQuery;
import dev.perennial.platform.web.RequestAttributes;
import dev.perennial.webhook.DeliverySnapshot;
import dev.perennial.webhook.EndpointDetails;
import dev.perennial.webhook.EndpointSnapshot;
import dev.perennial.webhook.WebhookDeliveries;
import dev.perennial.webhook.WebhookDeliveries.Replay;
import dev.perennial.webhook.WebhookEndpoints;
import dev.perennial.webhook.WebhookEndpoints.WithSecret;
import dev.perennial.webhook.domain.DeliveryStatus;
import dev.perennial.webhook.domain.DisabledReason;

/** Webhook endpoints and their deliveries over HTTP. */
@RestController
@RequestMapping("/v1")
@Tag(name = "Webhooks")
class WebhookController {
    private static final int OVERLAP_HOURS_DEFAULT = 24;
    private final WebhookEndpoints endpoints;
    private final WebhookDeliveries deliveries;
    private final MergePatch mergePatch;

    WebhookController(WebhookEndpoints endpoints, WebhookDeliveries deliveries, MergePatch mergePatch) {
        this.endpoints = endpoints;
        this.deliveries = deliveries;
        this.mergePatch = mergePatch;
    }

    /** An endpoint together with its secret, which is in this answer only. */
    @Schema(name = "WebhookEndpointWithSecret")
    record EndpointWithSecret(
            UUID id,
            String url,
            List<String> events,
            @Nullable String description,
            boolean enabled,
            @Nullable DisabledReason disabledReason,

            @Schema(example = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw")
            String secret,

            int payloadVersion,
            @Nullable Instant failingSince,
            @Nullable Instant previousSecretExpiresAt,
            Instant createdAt,
            Instant updatedAt) {

        static EndpointWithSecret of(WithSecret made) {
            var endpoint = made.endpoint();
            return new EndpointWithSecret(
                    endpoint.id(),
                    endpoint.url(),
                    endpoint.events(),
                    endpoint.description(),
                    endpoint.enabled(),
                    endpoint.disabledReason(),
                    made.secret(),
                    endpoint.payloadVersion(),
                    endpoint.failingSince(),
                    endpoint.previousSecretExpiresAt(),
                    endpoint.createdAt(),
                    endpoint.updatedAt());
        }
    }

    @PostMapping("/webhook-endpoints")
    @ResponseStatus(HttpStatus.CREATED)
    @Operation(
            operationId = "createWebhookEndpoint",
            summary = "Have events sent to a URL; the signing secret is shown once",
            description = """
                    Messages are signed as in [Standard Webhooks](https://www.standardwebhooks.com). The URL must be https and \\
                    lead to the public internet; test tenants may use http, and with the embedded database this machine, too.""")
    EndpointWithSecret create(@Valid @RequestBody EndpointDetails request, HttpServletRequest servletRequest) {
        servletRequest.setAttribute(RequestAttributes.SEALED_ANSWER, true);
        return EndpointWithSecret.of(endpoints.create(NewObjectId.next(), request));
    }

    @GetMapping("/webhook-endpoints")
    @Operation(operationId = "listWebhookEndpoints", summary = "List webhook endpoints, newest first")
    Page<EndpointSnapshot> list(@Valid @ParameterObject PageQuery page) {
        return endpoints.list(page);
    }

    @GetMapping("/webhook-endpoints/{id}")
    @Operation(operationId = "getWebhookEndpoint", summary = "Read a webhook endpoint")
    EndpointSnapshot get(@PathVariable UUID id) {
        return endpoints.get(id);
    }

    @PatchMapping("/webhook-endpoints/{id}")
    @Operation(
            operationId = "updateWebhookEndpoint",
            summary = "Change a webhook endpoint (JSON merge patch)",
            description = "With `enabled: false` what waits becomes dead letters; see `replay` for getting it later.")
    EndpointSnapshot patch(@PathVariable UUID id, @RequestBody ObjectNode patch) {
        return endpoints.update(id, details -> mergePatch.apply(patch, details, EndpointDetails.class));
    }

    @DeleteMapping("/webhook-endpoints/{id}")
    @Operation(operationId = "deleteWebhookEndpoint", summary = "Delete a webhook endpoint and its secrets")
    EndpointSnapshot delete(@PathVariable UUID id) {
        return endpoints.delete(id);
    }

    @Schema(name = "RotateWebhookSecret")
    record RotateSecretRequest(
            @Nullable @Min(0) @Max(168) @Schema(example = "24", description = "How long the secret so far stays live; 24 by default")
            Integer overlapHours) {}

    @PostMapping("/webhook-endpoints/{id}/rotate-secret")
    @Operation(
            operationId = "rotateWebhookSecret",
            summary = "Give an endpoint a new signing secret, which is shown once",
            description = "Until the overlap ends, messages carry a signature by either secret.")
    EndpointWithSecret rotateSecret(
            @PathVariable UUID id,
            @Valid @RequestBody(required = false) @Nullable RotateSecretRequest request,
            HttpServletRequest servletRequest) {
        servletRequest.setAttribute(RequestAttributes.SEALED_ANSWER, true);
        var hours = request == null || request.overlapHours() == null ? OVERLAP_HOURS_DEFAULT : request.overlapHours();
        return EndpointWithSecret.of(endpoints.rotateSecret(id, hours));
    }

    @PostMapping("/webhook-endpoints/{id}/ping")
    @ResponseStatus(HttpStatus.ACCEPTED)
    @Operation(
            operationId = "pingWebhookEndpoint",
            summary = "Send an endpoint a test message",
            description = "Its type is `webhook_endpoint.pinged`. Read the delivery to see what came of it.")
    DeliverySnapshot ping(@PathVariable UUID id) {
        return deliveries.ping(id);
    }

    @Schema(name = "ReplayWebhooks")
    record ReplayRequest(
            @NotNull @Schema(example = "2026-11-24T08:00:00Z", description = "Wall clock, for test tenants too")
            Instant from,

            @NotNull @Schema(example = "2026-11-24T10:00:00Z", description = "Events at this instant are not among them")
            Instant to,

            @Nullable @Schema(description = "Also events that the receiver has taken; false by default")
            Boolean includeDelivered) {}

    /** @param messages how many will be sent */
    @Schema(name = "WebhookReplay")
    record ReplayAnswer(@Schema(example = "42") int messages) {}

    @PostMapping("/webhook-endpoints/{id}/replay")
    @ResponseStatus(HttpStatus.ACCEPTED)
    @Operation(operationId = "replayWebhooks", summary = "Send the events of a time again", description = """
                    Those that the endpoint's filter lets through and that it did not get: dead letters, and what was not sent \\
                    because it did not exist, was disabled or listened to something else. They keep their ids and go after news.""")
    ReplayAnswer replay(@PathVariable UUID id, @Valid @RequestBody ReplayRequest request) {
        return new ReplayAnswer(deliveries.replay(
                id, new Replay(request.from(), request.to(), Boolean.TRUE.equals(request.includeDelivered()))));
    }

    @GetMapping("/webhook-endpoints/{id}/deliveries")
    @Operation(
            operationId = "listWebhookDeliveries",
            summary = "What an endpoint got and is to get, newest event first, with every attempt")
    Page<DeliverySnapshot> deliveries(
            @PathVariable UUID id,
            @RequestParam(required = false) @Nullable DeliveryStatus status,
            @Valid @ParameterObject PageQuery page) {
        return deliveries.list(id, status, page);
    }

    @GetMapping("/webhook-deliveries/{id}")
    @Operation(operationId = "getWebhookDelivery", summary = "Read a webhook delivery with every attempt")
    DeliverySnapshot delivery(@PathVariable UUID id) {
        return deliveries.get(id);
    }

    @PostMapping("/webhook-deliveries/{id}/retry")
    @ResponseStatus(HttpStatus.ACCEPTED)
    @Operation(
            operationId = "retryWebhookDelivery",
            summary = "Send a message now, whatever became of it",
            description = "It keeps its id, and its schedule begins anew.")
    DeliverySnapshot retry(@PathVariable UUID id) {
        return deliveries.retry(id);
    }
}
