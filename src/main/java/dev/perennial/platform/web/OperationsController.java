package dev.perennial.platform.web;

import java.net.URI;
import java.util.Map;

import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import io.swagger.v3.oas.annotations.Hidden;
import org.springframework.boot.health.actuate.endpoint.HealthEndpoint;
import org.springframework.boot.health.contributor.Status;
import org.springframework.http.HttpStatus;
import org.springframework.http.MediaType;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RestController;

/** What Kubernetes and Prometheus ask for, without a key and without details. */
@RestController
@Hidden
class OperationsController {
    private final HealthEndpoint health;
    private final PrometheusMeterRegistry metrics;

    OperationsController(HealthEndpoint health, PrometheusMeterRegistry metrics) {
        this.health = health;
        this.metrics = metrics;
    }

    @GetMapping("/health")
    ResponseEntity<Map<String, String>> live() {
        return answer("liveness");
    }

    @GetMapping("/health/ready")
    ResponseEntity<Map<String, String>> ready() {
        return answer("readiness");
    }

    private ResponseEntity<Map<String, String>> answer(String group) {
        var result = health.healthForPath(group);
        var status = result == null ? Status.UNKNOWN : result.getStatus();
        var code = status.equals(Status.UP) ? HttpStatus.OK : HttpStatus.SERVICE_UNAVAILABLE;
        return ResponseEntity.status(code).body(Map.of("status", status.getCode()));
    }

    @GetMapping(path = "/metrics", produces = MediaType.TEXT_PLAIN_VALUE)
    String metrics() {
        return metrics.scrape();
    }

    @GetMapping("/")
    ResponseEntity<Void> root() {
        return ResponseEntity.status(HttpStatus.FOUND)
                .location(URI.create("/docs"))
                .build();
    }
}
