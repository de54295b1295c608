package dev.perennial.portal.web;

import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.util.UUID;

import jakarta.servlet.http.HttpServletRequest;
import jakarta.validation.Valid;
import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;
import jakarta.validation.constraints.Pattern;
import jakarta.validation.constraints.Size;

import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.media.Schema;
import io.swagger.v3.oas.annotations.tags.Tag;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpStatus;
import org.springframework.web.bind.annotation.DeleteMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.ResponseStatus;
import org.springframework.web.bind.annotation.RestController;
import org.springframework.web.servlet.support.ServletUriComponentsBuilder;

import dev.perennial.platform.idempotency.NewObjectId;
import dev.perennial.platform.web.RequestAttributes;
import dev.perennial.portal.PortalArea;
import dev.perennial.portal.PortalSessionSnapshot;
import dev.perennial.portal.PortalSessions;

/** Ways into the portal over HTTP. */
@RestController
@RequestMapping("/v1")
@Tag(name = "Accounts")
class PortalSessionController {
    private static final int MINUTES_DEFAULT = 30;
    private final PortalSessions sessions;
    private final PortalArea portal;

    PortalSessionController(PortalSessions sessions, PortalArea portal) {
        this.sessions = sessions;
        this.portal = portal;
    }

    @Schema(name = "CreatePortalSession")
    record CreateSessionRequest(
            @Nullable @Size(max = 2000) @Pattern(regexp = "https?://[^\\s/?#]+[^\\s]*", message = "must be a web address") @Schema(description = "Where the pages lead back to", example = "https://shop.example/account")
            String returnUrl,

            @Nullable @Min(1) @Max(1440) @Schema(description = "Within which the link must be used; 30 if absent", example = "30")
            Integer expiresInMinutes) {}

    /** The link is in this answer only. */
    @Schema(name = "PortalSessionWithLink")
    record SessionWithLink(
            UUID id,
            UUID accountId,

            @Schema(
                    description = "Send the customer here. It opens one visit of an hour, once",
                    example = "https://billing.example/portal/links/4oZr0mT1bJ4bS5yq1n0cFqjXkqLw8kVtqkq2b1m0xYQ")
            String url,

            @Nullable String returnUrl,

            @Schema(description = "Wall clock, for test tenants too")
            Instant expiresAt,

            Instant createdAt) {

        static SessionWithLink of(PortalSessions.WithLink made, String path) {
            var session = made.session();
            return new SessionWithLink(
                    session.id(),
                    session.accountId(),
                    here().resolve(path).toString(),
                    session.returnUrl(),
                    session.expiresAt(),
                    session.createdAt());
        }

        private static URI here() {
            return ServletUriComponentsBuilder.fromCurrentContextPath().build().toUri();
        }
    }

    @PostMapping("/accounts/{id}/portal-sessions")
    @ResponseStatus(HttpStatus.CREATED)
    @Operation(
            operationId = "createPortalSession",
            summary = "Make a link by which a customer gets to pages about this account",
            description = "Invoices, usage, payment method, and what `portal` of the tenant allows.")
    SessionWithLink create(
            @PathVariable UUID id,
            @Valid @RequestBody(required = false) @Nullable CreateSessionRequest request,
            HttpServletRequest servletRequest) {
        servletRequest.setAttribute(RequestAttributes.SECRET_ANSWER, true);
        var minutes =
                request == null || request.expiresInMinutes() == null ? MINUTES_DEFAULT : request.expiresInMinutes();
        var made = sessions.create(
                NewObjectId.next(), id, request == null ? null : request.returnUrl(), Duration.ofMinutes(minutes));
        return SessionWithLink.of(made, portal.linkOf(made));
    }

    @DeleteMapping("/portal-sessions/{id}")
    @Operation(operationId = "closePortalSession", summary = "End a link into the portal, and the visit that it opened")
    PortalSessionSnapshot close(@PathVariable UUID id) {
        return sessions.close(id);
    }
}
