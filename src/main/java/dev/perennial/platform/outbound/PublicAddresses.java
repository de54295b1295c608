package dev.perennial.platform.outbound;

import java.net.Inet4Address;
import java.net.InetAddress;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;

/**
 * The addresses of the public internet. Whatever else there is (our own network, the machine itself, a cloud's metadata
 * service, multicast) must not be reached by a URL that somebody gave us.
 */
final class PublicAddresses {
    /** The IANA registry of special purposes, and what clouds put beside it. */
    private static final List<Block> RESERVED_V4 = blocks(
            "0.0.0.0/8", // this network
            "10.0.0.0/8", // private
            "100.64.0.0/10", // carrier-grade NAT; also metadata of one cloud
            "127.0.0.0/8", // loopback
            "168.63.129.16/32", // Azure's wire server, in the midst of public space
            "169.254.0.0/16", // link-local, metadata of most clouds
            "172.16.0.0/12", // private
            "192.0.0.0/24", // protocol assignments
            "192.0.2.0/24", // documentation
            "192.31.196.0/24", // AS112
            "192.52.193.0/24", // AMT
            "192.88.99.0/24", // relays from IPv6
            "192.168.0.0/16", // private
            "192.175.48.0/24", // AS112
            "198.18.0.0/15", // benchmarks
            "198.51.100.0/24", // documentation
            "203.0.113.0/24", // documentation
            "224.0.0.0/4", // multicast
            "240.0.0.0/4"); // reserved, broadcast

    /**
     * Outside of this block nothing is global: mapped and compatible IPv4, NAT64, loopback, link-local, unique local,
     * multicast.
     */
    private static final Block GLOBAL_V6 = Block.of("2000::/3");

    /** Within it, what is not, or what wraps an IPv4 address. */
    private static final List<Block> RESERVED_V6 = blocks(
            "2001::/23", // protocol assignments, Teredo among them
            "2001:db8::/32", // documentation
            "2002::/16", // 6to4
            "2620:4f:8000::/48", // AS112
            "3fff::/20"); // documentation

    private PublicAddresses() {}

    static boolean contain(InetAddress address) {
        if (address instanceof Inet4Address) {
            return RESERVED_V4.stream().noneMatch(block -> block.contains(address));
        }
        return GLOBAL_V6.contains(address)
                && RESERVED_V6.stream().noneMatch(block -> block.contains(address))
                && !wrapsAnIpv4Address(address.getAddress());
    }

    /** ISATAP: the second half says 0:5efe, and then an IPv4 address. */
    private static boolean wrapsAnIpv4Address(byte[] address) {
        return (address[8] & ~2) == 0 && address[9] == 0 && address[10] == 0x5e && address[11] == (byte) 0xfe;
    }

    private static List<Block> blocks(String... texts) {
        return Stream.of(texts).map(Block::of).toList();
    }

    /** All addresses that begin with the same bits. */
    private record Block(byte[] prefix, int bits) {

        static Block of(String text) {
            int slash = text.indexOf('/');
            return new Block(
                    InetAddress.ofLiteral(text.substring(0, slash)).getAddress(),
                    Integer.parseInt(text.substring(slash + 1)));
        }

        boolean contains(InetAddress address) {
            var bytes = address.getAddress();
            int whole = bits / 8;
            if (bytes.length != prefix.length || !Arrays.equals(bytes, 0, whole, prefix, 0, whole)) {
                return false;
            }
            int rest = bits % 8;
            return rest == 0 || (bytes[whole] ^ prefix[whole]) >>> (8 - rest) << (8 - rest) == 0;
        }
    }
}
