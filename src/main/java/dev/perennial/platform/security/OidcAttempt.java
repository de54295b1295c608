package dev.perennial.platform.security;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Base64;
import java.util.Optional;

import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;

/**
 * What a browser keeps while its person is away at the issuer's page: so only the browser that left can come back, and
 * any replica can receive it.
 *
 * @param state comes back with the answer
 * @param nonce its hash comes back within the token
 * @param verifier proves to the issuer that who redeems the code is who asked for it
 * @param next where to go afterwards
 */
record OidcAttempt(String state, String nonce, String verifier, String next) {
    private static final String COOKIE = "_sign_in";
    /** As long as one may take to type a password and find the second factor. */
    private static final Duration PATIENCE = Duration.ofMinutes(10);

    private static final int PARTS = 4;

    /** Kept by the browser until it comes back, for ten minutes at most. */
    void keep(PageArea area, HttpServletRequest request, HttpServletResponse response) {
        var value = String.join(".", encode(state), encode(nonce), encode(verifier), encode(next));
        cookie(area).write(value, PATIENCE, request, response);
    }

    /** The attempt of this browser, which is over with that. */
    static Optional<OidcAttempt> take(PageArea area, HttpServletRequest request, HttpServletResponse response) {
        var kept = cookie(area).values(request).findFirst();
        if (kept.isPresent()) {
            cookie(area).remove(request, response);
        }
        return kept.flatMap(OidcAttempt::parse);
    }

    private static Optional<OidcAttempt> parse(String value) {
        var parts = value.split("\\.", -1);
        try {
            return parts.length == PARTS
                    ? Optional.of(
                            new OidcAttempt(decode(parts[0]), decode(parts[1]), decode(parts[2]), decode(parts[3])))
                    : Optional.empty();
        } catch (IllegalArgumentException e) {
            return Optional.empty();
        }
    }

    /** Lax, unlike the cookie of a session: it has to come along from the issuer's site. */
    private static BrowserCookie cookie(PageArea area) {
        return new BrowserCookie(PageCookies.name(area) + COOKIE, area.signInPath(), "Lax");
    }

    private static String encode(String text) {
        return Base64.getUrlEncoder().withoutPadding().encodeToString(text.getBytes(StandardCharsets.UTF_8));
    }

    private static String decode(String text) {
        return new String(Base64.getUrlDecoder().decode(text), StandardCharsets.UTF_8);
    }
}
