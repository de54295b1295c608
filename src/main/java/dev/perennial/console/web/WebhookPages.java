package dev.perennial.console.web;

import java.util.UUID;

import jakarta.servlet.http.HttpServletRequest;
import jakarta.validation.Valid;

import org.jspecify.annotations.Nullable;
import org.springframework.http.ResponseEntity;
import org.springframework.ui.Model;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestParam;

import dev.perennial.platform.security.RequiresScope;
import dev.perennial.platform.web.PageController;
import dev.perennial.platform.web.PageQuery;
import dev.perennial.platform.web.PageReplies;
import dev.perennial.webhook.WebhookDeliveries;
import dev.perennial.webhook.WebhookEndpoints;
import dev.perennial.webhook.domain.DeliveryStatus;

/** Where events are sent, and what became of each. */
@PageController
@RequestMapping("/console/webhooks")
class WebhookPages {
    private final WebhookEndpoints endpoints;
    private final WebhookDeliveries deliveries;

    WebhookPages(WebhookEndpoints endpoints, WebhookDeliveries deliveries) {
        this.endpoints = endpoints;
        this.deliveries = deliveries;
    }

    @GetMapping
    @RequiresScope("webhook-endpoints:read")
    String list(@Valid PageQuery page, Model model) {
        model.addAttribute("endpoints", endpoints.list(page));
        return "console/webhooks";
    }

    @GetMapping("/{id}")
    @RequiresScope("webhook-endpoints:read")
    String show(
            @PathVariable UUID id,
            @RequestParam(required = false) @Nullable DeliveryStatus status,
            @Valid PageQuery page,
            Model model) {
        model.addAttribute("endpoint", endpoints.get(id));
        model.addAttribute("status", status);
        model.addAttribute("states", DeliveryStatus.values());
        model.addAttribute("deliveries", deliveries.list(id, status, page));
        return "console/webhook";
    }

    @PostMapping("/{id}/ping")
    @RequiresScope("webhook-endpoints:write")
    ResponseEntity<Void> ping(@PathVariable UUID id, HttpServletRequest request) {
        deliveries.ping(id);
        return done(id, "pinged", request);
    }

    @PostMapping("/deliveries/{id}/retry")
    @RequiresScope("webhook-deliveries:write")
    ResponseEntity<Void> retry(@PathVariable UUID id, HttpServletRequest request) {
        return done(deliveries.retry(id).endpointId(), "retried", request);
    }

    private static ResponseEntity<Void> done(UUID endpointId, String what, HttpServletRequest request) {
        return PageReplies.done("/console/webhooks/" + endpointId, what, request);
    }
}
