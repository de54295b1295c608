package dev.perennial.payment.method;

import java.net.URI;
import java.util.List;
import java.util.UUID;
import java.util.function.Function;

import org.springframework.beans.factory.ObjectProvider;
import org.springframework.stereotype.Service;

import dev.perennial.payment.gateway.PaymentGateway.GatewayRefusal;
import dev.perennial.payment.gateway.simulated.SimulatedGateway;
import dev.perennial.platform.persistence.Rows;
import dev.perennial.platform.tenancy.CrossTenantReader;
import dev.perennial.platform.tenancy.CurrentTenant;
import dev.perennial.platform.tenancy.TenantScopes;
import dev.perennial.shared.error.DomainException;
import dev.perennial.shared.error.ErrorKind;

/**
 * What customers do on the pages of the simulated gateway. The page's name, which cannot be guessed, tells the tenant.
 */
@Service
public class SimulatedPages {
    private static final String ACTOR = "customer";
    private final ObjectProvider<SimulatedGateway> gateway;
    private final PaymentMethods methods;
    private final CrossTenantReader crossTenant;
    private final TenantScopes scopes;

    SimulatedPages(
            ObjectProvider<SimulatedGateway> gateway,
            PaymentMethods methods,
            CrossTenantReader crossTenant,
            TenantScopes scopes) {
        this.gateway = gateway;
        this.methods = methods;
        this.crossTenant = crossTenant;
        this.scopes = scopes;
    }

    private record Owner(UUID tenantId, UUID setupId) {}

    /** Fails with {@code page_not_found} for a page that does not wait for anybody. */
    public void requireWaiting(String page) {
        boolean waiting = inTenantOf(page, setupId -> gateway().isWaiting(page));
        if (!waiting) {
            throw notFound();
        }
    }

    /**
     * Saves the card that the customer chose and returns where to send him. Fails with {@code page_not_found},
     * {@code unknown_token}.
     */
    public URI choose(String page, String token) {
        return inTenantOf(page, setupId -> {
            try {
                var returnUrl = gateway().choose(page, token).orElseThrow(SimulatedPages::notFound);
                methods.setup(setupId);
                return returnUrl;
            } catch (GatewayRefusal e) {
                throw DomainException.invalid("token", e.code(), String.valueOf(e.getMessage()));
            }
        });
    }

    private <T> T inTenantOf(String page, Function<UUID, T> visit) {
        var owner = crossTenant
                .read(sql -> sql.sql("select tenant_id, id from payment_method_setup where gateway_setup_id = :page")
                        .param("page", page)
                        .query((row, index) -> new Owner(Rows.uuid(row, "tenant_id"), Rows.uuid(row, "id")))
                        .optional())
                .orElseThrow(SimulatedPages::notFound);
        return CurrentTenant.callAs(scopes.open(owner.tenantId(), ACTOR, null), () -> visit.apply(owner.setupId()));
    }

    private SimulatedGateway gateway() {
        var simulated = gateway.getIfAvailable();
        if (simulated == null) {
            throw notFound();
        }
        return simulated;
    }

    private static DomainException notFound() {
        return new DomainException(
                ErrorKind.NOT_FOUND, "page_not_found", "This page was used, has expired, or never was.", List.of());
    }
}
