package dev.perennial.webhook;

import java.net.URI;
import java.util.Optional;

import org.springframework.stereotype.Component;

import dev.perennial.platform.persistence.DatabaseProperties;
import dev.perennial.platform.tenancy.CurrentTenant;
import dev.perennial.shared.error.DomainException;
import dev.perennial.webhook.domain.EndpointUrl;
import dev.perennial.webhook.domain.Reach;

/** How far messages of the current tenant may go. */
@Component
class TenantReach {
    private final WebhookProperties properties;
    private final boolean thisMachineToo;

    TenantReach(WebhookProperties properties, DatabaseProperties database) {
        this.properties = properties;
        var allowed = properties.allowLoopback();
        this.thisMachineToo = allowed == null ? !database.isExternal() : allowed;
    }

    Reach reach() {
        if (!CurrentTenant.scope().testMode()) {
            return Reach.LIVE;
        }
        return thisMachineToo ? Reach.LOCAL : Reach.TEST;
    }

    /** Fails, for the field {@code url}, as {@link EndpointUrl#parse} says. */
    URI require(String url) {
        return EndpointUrl.parse(url, reach(), properties.ports());
    }

    /** Empty when what was allowed as it was registered is not allowed any more: settings and rules change. */
    Optional<URI> recheck(String url) {
        try {
            return Optional.of(require(url));
        } catch (DomainException e) {
            return Optional.empty();
        }
    }
}
