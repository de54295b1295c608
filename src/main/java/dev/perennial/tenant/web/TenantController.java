package dev.perennial.tenant.web;

import java.nio.charset.StandardCharsets;
import java.util.UUID;

import jakarta.servlet.http.HttpServletRequest;
import jakarta.validation.Valid;
import jakarta.validation.constraints.NotBlank;
import jakarta.validation.constraints.NotNull;
import jakarta.validation.constraints.Pattern;
import jakarta.validation.constraints.Size;

import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.Parameter;
import io.swagger.v3.oas.annotations.media.Schema;
import io.swagger.v3.oas.annotations.tags.Tag;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpStatus;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PatchMapping;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestHeader;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.ResponseStatus;
import org.springframework.web.bind.annotation.RestController;
import tools.jackson.databind.node.ObjectNode;

import dev.perennial.platform.web.MergePatch;
import dev.perennial.platform.web.RequestAttributes;
import dev.perennial.platform.web.RequestIds;
import dev.perennial.shared.id.UuidV7;
import dev.perennial.tenant.TenantMode;
import dev.perennial.tenant.TenantService;
import dev.perennial.tenant.TenantSettings;
import dev.perennial.tenant.TenantSnapshot;

/** The tenant of the key, and new tenants for the operator. */
@RestController
@RequestMapping("/v1")
@Tag(name = "Platform")
class TenantController {
    private final TenantService tenants;
    private final MergePatch mergePatch;

    TenantController(TenantService tenants, MergePatch mergePatch) {
        this.tenants = tenants;
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
        return tenants.change(settings -> mergePatch.apply(patch, settings, TenantSettings.class));
    }

    record CreateTenantRequest(
            @NotBlank @Size(max = 200) @Schema(example = "Lovelace Engines")
            String name,

            @NotNull @Schema(description = "For good: the money of a LIVE tenant is real")
            TenantMode mode,

            @Nullable @Pattern(regexp = "[A-Z]{3}", message = "must be an ISO 4217 code such as USD") @Schema(description = "USD if absent", example = "EUR")
            String defaultCurrency) {

        TenantSettings settings() {
            var settings = TenantSettings.named(name);
            return defaultCurrency == null ? settings : settings.in(defaultCurrency);
        }
    }

    /** The key's secret is in this answer only. */
    @Schema(name = "NewTenant")
    record NewTenantResponse(TenantSnapshot tenant, ApiKeyController.ApiKeyResponse apiKey) {}

    @PostMapping("/tenants")
    @ResponseStatus(HttpStatus.CREATED)
    @Operation(
            operationId = "createTenant",
            summary = "Make a tenant and its first key",
            description =
                    "For the operator's key alone. Repeated with the same Idempotency-Key it answers with the same tenant and a"
                            + " new secret of its first key.")
    NewTenantResponse create(
            @Parameter(hidden = true)
                    @RequestHeader(name = "Idempotency-Key", required = false)
                    @Size(min = 1, max = 255) @Nullable String idempotencyKey,
            @Valid @RequestBody CreateTenantRequest request,
            HttpServletRequest servletRequest) {
        servletRequest.setAttribute(RequestAttributes.SECRET_ANSWER, true);
        // Stored answers belong to tenants, and there is none yet: the id itself remembers the key.
        var id = idempotencyKey == null
                ? UuidV7.next()
                : UUID.nameUUIDFromBytes(("tenant " + idempotencyKey).getBytes(StandardCharsets.UTF_8));
        var made = tenants.provision(id, request.mode(), request.settings(), RequestIds.of(servletRequest));
        return new NewTenantResponse(made.tenant(), ApiKeyController.ApiKeyResponse.of(made.key()));
    }
}
