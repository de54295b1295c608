package dev.perennial.tenant.web;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import java.util.UUID;

import jakarta.servlet.http.HttpServletRequest;
import jakarta.validation.Valid;
import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;
import jakarta.validation.constraints.NotBlank;
import jakarta.validation.constraints.NotEmpty;
import jakarta.validation.constraints.Size;

import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.media.Schema;
import io.swagger.v3.oas.annotations.tags.Tag;
import org.jspecify.annotations.Nullable;
import org.springdoc.core.annotations.ParameterObject;
import org.springframework.http.HttpStatus;
import org.springframework.web.bind.annotation.DeleteMapping;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.ResponseStatus;
import org.springframework.web.bind.annotation.RestController;

import dev.perennial.platform.idempotency.NewObjectId;
import dev.perennial.platform.security.ApiScopes;
import dev.perennial.platform.web.Page;
import dev.perennial.platform.web.PageQuery;
import dev.perennial.platform.web.RequestAttributes;
import dev.perennial.shared.error.DomainException;
import dev.perennial.tenant.ApiKeyService;
import dev.perennial.tenant.ApiKeyService.ApiKeySnapshot;
import dev.perennial.tenant.ApiKeyService.KeyDetails;
import dev.perennial.tenant.ApiKeyService.NewApiKey;

/** The tenant's API keys. */
@RestController
@RequestMapping("/v1/api-keys")
@Tag(name = "Platform")
class ApiKeyController {
    private static final int OVERLAP_SECONDS_DEFAULT = 24 * 60 * 60;
    private static final int OVERLAP_SECONDS_MAX = 30 * 24 * 60 * 60;
    private final ApiKeyService keys;
    private final ApiScopes scopes;

    ApiKeyController(ApiKeyService keys, ApiScopes scopes) {
        this.keys = keys;
        this.scopes = scopes;
    }

    record CreateApiKeyRequest(
            @NotBlank @Size(max = 100) @Schema(example = "billing backend")
            String name,

            @NotEmpty @Schema(
                    description =
                            "read, write or admin; or for one resource, the first part of its paths: invoices:read",
                    example = "[\"read\", \"usage:write\"]")
            Set<String> scopes,

            @Nullable Instant expiresAt,

            @Nullable @Min(1) @Max(10_000_000) @Schema(description = "A rate limit of its own instead of the default")
            Integer requestsPerMinute) {}

    /** The key's secret is in this answer only. */
    @Schema(name = "NewApiKey")
    record ApiKeyResponse(
            UUID id,
            String name,
            String secret,
            String hint,
            List<String> scopes,
            @Nullable Integer requestsPerMinute,
            @Nullable Instant expiresAt,
            Instant createdAt) {

        static ApiKeyResponse of(NewApiKey made) {
            var key = made.key();
            return new ApiKeyResponse(
                    key.id(),
                    key.name(),
                    made.secret(),
                    key.hint(),
                    key.scopes(),
                    key.requestsPerMinute(),
                    key.expiresAt(),
                    key.createdAt());
        }
    }

    @PostMapping
    @ResponseStatus(HttpStatus.CREATED)
    @Operation(operationId = "createApiKey", summary = "Make an API key; its secret is shown once")
    ApiKeyResponse create(@Valid @RequestBody CreateApiKeyRequest request, HttpServletRequest servletRequest) {
        servletRequest.setAttribute(RequestAttributes.SECRET_ANSWER, true);
        var known = scopes.all();
        if (!known.containsAll(request.scopes())) {
            throw DomainException.invalid("scopes", "invalid_value", "must be some of " + String.join(", ", known));
        }
        return ApiKeyResponse.of(keys.create(
                NewObjectId.next(),
                new KeyDetails(request.name(), request.scopes(), request.expiresAt(), request.requestsPerMinute())));
    }

    record RotateApiKeyRequest(
            @Nullable @Min(0) @Max(OVERLAP_SECONDS_MAX) @Schema(description = "How long the old key goes on to work; a day if absent", example = "3600")
            Integer overlapSeconds) {}

    @PostMapping("/{id}/rotate")
    @ResponseStatus(HttpStatus.CREATED)
    @Operation(
            operationId = "rotateApiKey",
            summary = "Replace an API key by one that may do the same",
            description = "Both work for the overlap, so that every user of the old key can change over.")
    ApiKeyResponse rotate(
            @PathVariable UUID id,
            @Valid @RequestBody(required = false) @Nullable RotateApiKeyRequest request,
            HttpServletRequest servletRequest) {
        servletRequest.setAttribute(RequestAttributes.SECRET_ANSWER, true);
        var seconds = request == null || request.overlapSeconds() == null
                ? OVERLAP_SECONDS_DEFAULT
                : request.overlapSeconds();
        return ApiKeyResponse.of(keys.rotate(id, NewObjectId.next(), Duration.ofSeconds(seconds)));
    }

    @GetMapping
    @Operation(operationId = "listApiKeys", summary = "List API keys")
    Page<ApiKeySnapshot> list(@Valid @ParameterObject PageQuery page) {
        return keys.list(page);
    }

    @DeleteMapping("/{id}")
    @Operation(operationId = "revokeApiKey", summary = "Revoke an API key")
    ApiKeySnapshot revoke(@PathVariable UUID id) {
        return keys.revoke(id);
    }
}
