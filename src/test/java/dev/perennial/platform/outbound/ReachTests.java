package dev.perennial.platform.outbound;

import java.net.InetAddress;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;

/** Which addresses a connection may be made to. Both sides of each border. */
class ReachTests {

    @ParameterizedTest
    @ValueSource(
            strings = {
                "0.0.0.0",
                "0.255.255.255",
                "10.0.0.0",
                "10.255.255.255",
                "100.64.0.0",
                "100.100.100.200",
                "100.127.255.255",
                "127.0.0.1",
                "127.255.255.255",
                "168.63.129.16",
                "169.254.169.254",
                "169.254.170.2",
                "172.16.0.0",
                "172.31.255.255",
                "192.0.0.1",
                "192.0.0.192",
                "192.0.2.1",
                "192.88.99.1",
                "192.168.0.0",
                "192.168.255.255",
                "198.18.0.0",
                "198.19.255.255",
                "198.51.100.7",
                "203.0.113.7",
                "224.0.0.1",
                "239.255.255.255",
                "240.0.0.1",
                "255.255.255.255",
                "::",
                "::1",
                "::ffff:10.0.0.1",
                "::ffff:127.0.0.1",
                "::ffff:169.254.169.254",
                "::127.0.0.1",
                "::a9fe:a9fe",
                "64:ff9b::7f00:1",
                "64:ff9b::a9fe:a9fe",
                "64:ff9b:1::a00:1",
                "100::1",
                "fc00::1",
                "fd00:ec2::254",
                "fdff:ffff:ffff:ffff:ffff:ffff:ffff:ffff",
                "fe80::1",
                "febf::1",
                "fec0::1",
                "ff02::1",
                "ff0e::1",
                "2001::1",
                "2001:0:7f00:1::1",
                "2001:10::1",
                "2001:20::1",
                "2001:db8::1",
                "2002:7f00:1::1",
                "2002:a9fe:a9fe::",
                "2620:4f:8000::1",
                "3fff::1",
                "5f00::1",
                "2600::5efe:10.0.0.1",
                "2600::200:5efe:127.0.0.1"
            })
    void refusesWhatIsNotPublic(String address) {
        var refused = InetAddress.ofLiteral(address);

        assertThat(Reach.LIVE.allows(refused)).isFalse();
        assertThat(Reach.TEST.allows(refused)).isFalse();
        assertThat(Reach.LOCAL.allows(refused)).isEqualTo(refused.isLoopbackAddress());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "1.1.1.1",
                "9.255.255.255",
                "11.0.0.0",
                "100.63.255.255",
                "100.128.0.0",
                "126.255.255.255",
                "128.0.0.0",
                "168.63.129.15",
                "169.253.255.255",
                "169.255.0.0",
                "172.15.255.255",
                "172.32.0.0",
                "192.0.1.0",
                "192.167.255.255",
                "192.169.0.0",
                "198.17.255.255",
                "198.20.0.0",
                "203.0.114.0",
                "223.255.255.255",
                "::ffff:93.184.216.34",
                "2001:200::1",
                "2001:4860:4860::8888",
                "2606:4700::1111",
                "2a00:1450:4001::1",
                "2003::1"
            })
    void allowsWhatIs(String address) {
        for (var reach : Reach.values()) {
            assertThat(reach.allows(InetAddress.ofLiteral(address))).isTrue();
        }
    }

    @Test
    void letsOnlyLocalTestsReachThisMachineAndNothingElseOnTheWay() {
        assertThat(Reach.LOCAL.allows(InetAddress.ofLiteral("127.0.0.1"))).isTrue();
        assertThat(Reach.LOCAL.allows(InetAddress.ofLiteral("::1"))).isTrue();
        assertThat(Reach.LOCAL.allows(InetAddress.ofLiteral("10.0.0.1"))).isFalse();
    }
}
