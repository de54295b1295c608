package dev.perennial.platform.security;

import java.io.IOException;
import java.net.ServerSocket;
import java.time.Duration;
import java.util.Optional;
import java.util.Set;

import org.junit.jupiter.api.Test;
import org.springframework.mock.web.MockHttpServletRequest;
import org.springframework.mock.web.MockHttpServletResponse;

import dev.perennial.platform.config.Misconfiguration;
import dev.perennial.shared.error.DomainException;
import dev.perennial.shared.error.ErrorKind;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

/** What signing in at an issuer does where there is none, where it is down, and where too little is set. */
class OidcSignInTests {
    private static final PageArea AREA = new PageArea() {
        @Override
        public String path() {
            return "/desk";
        }

        @Override
        public Duration sessionLifetime() {
            return Duration.ofHours(1);
        }

        @Override
        public Optional<PageVisitor> admit(String credential) {
            return Optional.empty();
        }
    };

    private static OidcProperties settings(String issuer, String clientId, String scope) {
        return new OidcProperties(
                issuer, "perennial", issuer + "/keys", "tenant_id", "roles", clientId, "secret", Set.of(scope), "");
    }

    @Test
    void offersNothingWithoutAClient() {
        assertThat(new OidcSignIn(settings("https://login.example.com", "", "openid")).issuer())
                .isEmpty();
        assertThat(new OidcSignIn(settings("https://login.example.com", "desk", "openid")).issuer())
                .contains("login.example.com");
    }

    @Test
    void saysWhatIsMissing() {
        assertThatThrownBy(() -> new OidcSignIn(settings("", "desk", "openid")))
                .isInstanceOf(Misconfiguration.class)
                .hasMessageContaining("PERENNIAL_OIDC_CLIENT_ID");
        assertThatThrownBy(() -> new OidcSignIn(settings("https://login.example.com", "desk", "profile")))
                .isInstanceOf(Misconfiguration.class)
                .hasMessageContaining("PERENNIAL_OIDC_SCOPES");
    }

    @Test
    void saysThatTheIssuerDoesNotAnswer() throws IOException {
        int closedPort;
        try (var socket = new ServerSocket(0)) {
            closedPort = socket.getLocalPort();
        }
        var signIn = new OidcSignIn(settings("http://127.0.0.1:" + closedPort, "desk", "openid"));

        assertThatThrownBy(
                        () -> signIn.begin(AREA, "/desk", new MockHttpServletRequest(), new MockHttpServletResponse()))
                .isInstanceOfSatisfying(DomainException.class, refusal -> {
                    assertThat(refusal.kind()).isEqualTo(ErrorKind.UNAVAILABLE);
                    assertThat(refusal.code()).isEqualTo("sign_in_unavailable");
                });
    }
}
