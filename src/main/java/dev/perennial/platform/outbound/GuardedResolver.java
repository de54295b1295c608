package dev.perennial.platform.outbound;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.Arrays;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

import org.apache.hc.client5.http.DnsResolver;

/**
 * Looks up a host and lets only addresses through that may be connected to. The HTTP client connects to the very
 * addresses that this returns and never looks up again, so a name that changes between check and connection gains
 * nothing.
 */
final class GuardedResolver implements DnsResolver {
    private static final Duration LOOK_UP_MAX = Duration.ofSeconds(5);
    private final HostLookup lookup;
    private final Reach reach;
    private final ExecutorService threads;

    /** @param threads not virtual: a look-up is a native call, which would keep a carrier thread from all others */
    GuardedResolver(HostLookup lookup, Reach reach, ExecutorService threads) {
        this.lookup = lookup;
        this.reach = reach;
        this.threads = threads;
    }

    @Override
    public InetAddress[] resolve(String host) throws UnknownHostException {
        var addresses = lookUp(host);
        // One bad address among good ones is not an accident.
        if (addresses.length == 0 || !Arrays.stream(addresses).allMatch(reach::allows)) {
            throw new AddressRefused(host);
        }
        return addresses;
    }

    private InetAddress[] lookUp(String host) throws UnknownHostException {
        var pending = threads.submit(() -> lookup.addressesOf(host));
        try {
            return pending.get(LOOK_UP_MAX.toMillis(), TimeUnit.MILLISECONDS);
        } catch (ExecutionException | TimeoutException e) {
            pending.cancel(true);
            throw new UnknownHostException(host);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new UnknownHostException(host);
        }
    }

    @Override
    public String resolveCanonicalHostname(String host) {
        return host;
    }

    /** The host has an address that must not be reached. */
    static final class AddressRefused extends UnknownHostException {
        AddressRefused(String host) {
            super(host);
        }
    }
}
