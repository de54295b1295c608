package dev.perennial.platform.outbound;

import java.net.InetAddress;

/** How far calls for a tenant may go. */
public enum Reach {
    /** Real data: encrypted, and to public addresses. */
    LIVE,
    /** Test data: to public addresses. */
    TEST,
    /** Test data on the developer's own machine: also to that machine itself. */
    LOCAL;

    /** Whether a connection to this address may be made. */
    public boolean allows(InetAddress address) {
        return PublicAddresses.contain(address) || (this == LOCAL && address.isLoopbackAddress());
    }
}
