package dev.perennial.platform.outbound;

import java.net.InetAddress;
import java.net.UnknownHostException;

/** Port: the addresses of a host. The real one asks the machine's resolver. */
@FunctionalInterface
public interface HostLookup {
    InetAddress[] addressesOf(String host) throws UnknownHostException;
}
