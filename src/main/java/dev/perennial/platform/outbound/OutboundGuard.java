package dev.perennial.platform.outbound;

import java.net.URI;
import java.util.Optional;
import java.util.Set;

import org.jspecify.annotations.Nullable;

import dev.perennial.platform.persistence.DatabaseProperties;
import dev.perennial.platform.tenancy.CurrentTenant;
import dev.perennial.shared.error.DomainException;

/** How far calls for the current tenant may go. Each kind of call has its own, with the ports that it needs. */
public final class OutboundGuard {
    private final Set<Integer> ports;
    private final boolean thisMachineToo;

    /**
     * @param allowLoopback whether calls for test tenants may go to this machine; null for with the embedded database
     * only
     */
    public OutboundGuard(@Nullable Boolean allowLoopback, Set<Integer> ports, DatabaseProperties database) {
        this.ports = ports;
        this.thisMachineToo = allowLoopback == null ? !database.isExternal() : allowLoopback;
    }

    public Reach reach() {
        if (!CurrentTenant.scope().testMode()) {
            return Reach.LIVE;
        }
        return thisMachineToo ? Reach.LOCAL : Reach.TEST;
    }

    /** Fails as {@link OutboundUrl#parse} says. */
    public URI require(String field, String url) {
        return OutboundUrl.parse(field, url, reach(), ports);
    }

    /** Empty when what was allowed as it was registered is not allowed any more: settings and rules change. */
    public Optional<URI> recheck(String url) {
        try {
            return Optional.of(require("url", url));
        } catch (DomainException e) {
            return Optional.empty();
        }
    }
}
