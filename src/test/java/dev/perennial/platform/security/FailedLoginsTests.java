package dev.perennial.platform.security;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

import org.junit.jupiter.api.Test;
import org.springframework.security.authentication.AuthenticationManager;
import org.springframework.security.authentication.AuthenticationServiceException;
import org.springframework.security.oauth2.server.resource.InvalidBearerTokenException;
import org.springframework.security.oauth2.server.resource.authentication.BearerTokenAuthenticationToken;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

class FailedLoginsTests {
    private final FailedLogins failedLogins = new FailedLogins(new RateLimitProperties(1, 1, 1, 2));
    private final List<String> lookedAt = new ArrayList<>();
    private final AuthenticationManager manager = authentication -> {
        var token = ((BearerTokenAuthenticationToken) authentication).getToken();
        lookedAt.add(token);
        if (token.startsWith("bad")) {
            throw new InvalidBearerTokenException("not valid");
        }
        if (token.equals("unlucky")) {
            throw new AuthenticationServiceException("the issuer does not answer");
        }
        return authentication;
    };

    @Test
    void looksAtNothingAnyMoreAfterTooManyBadTokens() {
        refuses("here", "bad1", InvalidBearerTokenException.class);
        refuses("here", "bad2", InvalidBearerTokenException.class);

        assertThatExceptionOfType(TooManyFailedLogins.class)
                .isThrownBy(() -> send("here", "bad3"))
                .satisfies(e -> assertThat(e.waitNanos()).isBetween(1L, TimeUnit.SECONDS.toNanos(30)));
        refuses("here", "good", TooManyFailedLogins.class);
        assertThat(lookedAt).containsExactly("bad1", "bad2");
    }

    @Test
    void goesOnLettingInWhoWasGood() {
        send("here", "good");
        refuses("here", "bad1", InvalidBearerTokenException.class);
        refuses("here", "bad2", InvalidBearerTokenException.class);

        send("here", "good");
    }

    @Test
    void countsEachAddressAlone() {
        refuses("here", "bad1", InvalidBearerTokenException.class);
        refuses("here", "bad2", InvalidBearerTokenException.class);

        refuses("there", "bad3", InvalidBearerTokenException.class);
    }

    @Test
    void countsNothingThatIsNotTheCallersFault() {
        for (int i = 0; i < 3; i++) {
            refuses("here", "unlucky", AuthenticationServiceException.class);
        }
    }

    private void send(String address, String token) {
        failedLogins.guard(address, manager).authenticate(new BearerTokenAuthenticationToken(token));
    }

    private void refuses(String address, String token, Class<? extends Exception> with) {
        assertThatExceptionOfType(with).isThrownBy(() -> send(address, token));
    }
}
