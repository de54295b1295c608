package dev.perennial.platform.outbound;

import java.net.InetAddress;
import java.net.URI;
import java.net.URISyntaxException;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Pattern;

import dev.perennial.shared.error.DomainException;

/**
 * The URL of somebody else's system, checked as far as it can be without asking for the addresses of its host; those
 * are checked whenever a connection is made.
 */
public final class OutboundUrl {
    private static final Pattern VISIBLE_ASCII = Pattern.compile("[\\x21-\\x7e&&[^\\\\]]{1,2048}");
    /** Four decimal numbers without leading zeros: every other way to write an IPv4 address is refused. */
    private static final Pattern IPV4 = Pattern.compile("((0|[1-9]\\d{0,2})(\\.(?!$)|$)){4}");

    private static final Pattern LOOKS_LIKE_A_NUMBER = Pattern.compile("\\d+|0[xX][0-9a-fA-F]*");
    private static final Set<String> LOCAL_DOMAINS =
            Set.of("localhost", "local", "internal", "intranet", "lan", "arpa");
    private static final String THIS_MACHINE = "localhost";

    private OutboundUrl() {}

    /**
     * Reads a URL that a tenant gave. Fails with {@code invalid_url}, {@code https_required}, {@code address_refused},
     * {@code port_refused}.
     *
     * @param field that it was given in, for the refusal
     * @param ports that are open for hosts other than this machine
     */
    public static URI parse(String field, String text, Reach reach, Set<Integer> ports) {
        try {
            return parse(text, reach, ports);
        } catch (Refused e) {
            throw DomainException.invalid(field, e.code, e.rule);
        }
    }

    private static URI parse(String text, Reach reach, Set<Integer> ports) throws Refused {
        var url = syntax(text);
        var scheme = url.getScheme().toLowerCase(Locale.ROOT);
        if (!scheme.equals("https") && (reach == Reach.LIVE || !scheme.equals("http"))) {
            throw refused("https_required", "must begin with https://");
        }
        boolean thisMachine = checkHost(url.getHost().toLowerCase(Locale.ROOT), reach);
        int port = url.getPort() < 0 ? (scheme.equals("https") ? 443 : 80) : url.getPort();
        if (!thisMachine && !ports.contains(port)) {
            throw refused(
                    "port_refused",
                    "must use one of the ports " + ports.stream().sorted().toList());
        }
        return url;
    }

    private static URI syntax(String text) throws Refused {
        if (!VISIBLE_ASCII.matcher(text).matches()) {
            throw refused(
                    "invalid_url", "must be a URL of visible ASCII characters; write an international name as xn--…");
        }
        try {
            var url = new URI(text);
            if (url.getScheme() == null || url.getHost() == null) {
                throw refused(
                        "invalid_url", "must be an absolute URL with a host, written as a name or a plain address");
            }
            if (url.getRawUserInfo() != null || url.getRawFragment() != null) {
                throw refused("invalid_url", "must have neither a user nor a fragment");
            }
            return url;
        } catch (URISyntaxException e) {
            throw refused("invalid_url", "is not a URL");
        }
    }

    /** @return whether the host is this machine, and may be */
    private static boolean checkHost(String host, Reach reach) throws Refused {
        if (host.startsWith("[")) {
            return checkAddress(host.substring(1, host.length() - 1), reach);
        }
        var lastLabel = host.substring(host.lastIndexOf('.') + 1);
        if (LOOKS_LIKE_A_NUMBER.matcher(lastLabel).matches()) {
            if (!IPV4.matcher(host).matches()) {
                throw refused("address_refused", "must write an address as four decimal numbers");
            }
            return checkAddress(host, reach);
        }
        if (host.equals(THIS_MACHINE) && reach == Reach.LOCAL) {
            return true;
        }
        if (lastLabel.isEmpty() || lastLabel.equals(host) || LOCAL_DOMAINS.contains(lastLabel)) {
            throw refused("address_refused", "must be a host of the public internet");
        }
        return false;
    }

    private static boolean checkAddress(String literal, Reach reach) throws Refused {
        InetAddress address;
        try {
            address = InetAddress.ofLiteral(literal);
        } catch (IllegalArgumentException e) {
            throw refused("invalid_url", "has no valid address");
        }
        if (!reach.allows(address)) {
            throw refused("address_refused", "must be an address of the public internet");
        }
        return address.isLoopbackAddress();
    }

    private static Refused refused(String code, String rule) {
        return new Refused(code, rule);
    }

    /** The rule that is broken; the field is the caller's to name. */
    private static final class Refused extends Exception {
        private final String code;
        private final String rule;

        Refused(String code, String rule) {
            super(rule);
            this.code = code;
            this.rule = rule;
        }
    }
}
