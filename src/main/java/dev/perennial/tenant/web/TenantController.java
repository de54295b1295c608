package dev.perennial.tenant.web;

import java.time.Instant;
import java.util.List;
import java.util.Set;
import java.util.UUID;

import jakarta.servlet.http.HttpServletRequest;
import jakarta.validation.Valid;
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
import org.springframework.web.bind.annotation.PatchMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.ResponseStatus;
import org.springframework.web.bind.annotation.RestController;
import tools.jackson.databind.node.ObjectNode;

import dev.perennial.platform.security.ApiScopes;
import dev.perennial.platform.web.MergePatch;
import dev.perennial.platform.web.Page;
import dev.perennial.platform.web.PageQuery;
import dev.perennial.platform.web.RequestAttributes;
import dev.perennial.shared.error.DomainException;
import dev.perennial.tenant.ApiKeyService;
import dev.perennial.tenant.ApiKeyService.ApiKeySnapshot;
import dev.perennial.tenant.TenantService;
import dev.perennial.tenant.TenantSettings;
import dev.perennial.tenant.TenantSnapshot;

/** The tenant of the key, and its keys. */
@RestController
@RequestMapping("/v1")
@Tag(name = "Platform")
class TenantController {
    private final TenantService tenants;
    private final ApiKeyService keys;
    private final ApiScopes scopes;
    private final MergePatch mergePatch;

    TenantController(TenantService tenants, ApiKeyService keys, ApiScopes scopes, MergePatch mergePatch) {
        this.tenants = tenants;
        this.keys = keys;
        this.scopes = scopes;
        this.mergePatch = mergePatch;
    }

    @GetMapping("/tenant")
    @Operation(operationId = "getTenant", summary = "Read the tenant of this key")
    TenantSnapshot get() {
        return tenants.current();
    }

    @PatchMapping("/tenant")
    @Operation(operationId = "updateTenant", summary = "Change the tenant's settings (JSON merge patch)")
    TenantSnapshot patch(@RequestBody ObjectNode patch) {
        return tenants.change(mergePatch.apply(patch, tenants.settings(), TenantSettings.class));
    }

    record CreateApiKeyRequest(
            @NotBlank @Size(max = 100) @Schema(example = "billing backend")
            String name,

            @NotEmpty @Schema(
                    description =
                            "read, write or admin; or for one resource, the first part of its paths: invoices:read",
                    example = "[\"read\", \"usage:write\"]")
            Set<String> scopes,

            @Nullable Instant expiresAt) {}

    /** The key's secret is in this answer only. */
    @Schema(name = "NewApiKey")
    record ApiKeyResponse(
            UUID id,
            String name,
            String secret,
            String hint,
            List<String> scopes,
            @Nullable Instant expiresAt,
            Instant createdAt) {}

    @PostMapping("/api-keys")
    @ResponseStatus(HttpStatus.CREATED)
    @Operation(operationId = "createApiKey", summary = "Make an API key; its secret is shown once")
    ApiKeyResponse create(@Valid @RequestBody CreateApiKeyRequest request, HttpServletRequest servletRequest) {
        servletRequest.setAttribute(RequestAttributes.SECRET_ANSWER, true);
        var known = scopes.all();
        if (!known.containsAll(request.scopes())) {
            throw DomainException.invalid("scopes", "invalid_value", "must be some of " + String.join(", ", known));
        }
        var created = keys.create(request.name(), request.scopes(), request.expiresAt());
        var key = created.key();
        return new ApiKeyResponse(
                key.id(), key.name(), created.secret(), key.hint(), key.scopes(), key.expiresAt(), key.createdAt());
    }

    @GetMapping("/api-keys")
    @Operation(operationId = "listApiKeys", summary = "List API keys")
    Page<ApiKeySnapshot> list(@Valid @ParameterObject PageQuery page) {
        return keys.list(page);
    }

    @DeleteMapping("/api-keys/{id}")
    @Operation(operationId = "revokeApiKey", summary = "Revoke an API key")
    ApiKeySnapshot revoke(@PathVariable UUID id) {
        return keys.revoke(id);
    }
}
