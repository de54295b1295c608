package dev.perennial.platform.security;

import java.net.URI;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;

import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;

import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.security.oauth2.client.authentication.OAuth2LoginAuthenticationToken;
import org.springframework.security.oauth2.client.web.DefaultOAuth2AuthorizationRequestResolver;
import org.springframework.security.oauth2.client.web.OAuth2AuthorizationRequestCustomizers;
import org.springframework.security.oauth2.core.OAuth2AuthenticationException;
import org.springframework.security.oauth2.core.endpoint.OAuth2AuthorizationExchange;
import org.springframework.security.oauth2.core.endpoint.OAuth2AuthorizationRequest;
import org.springframework.security.oauth2.core.endpoint.OAuth2AuthorizationResponse;
import org.springframework.security.oauth2.core.endpoint.OAuth2ParameterNames;
import org.springframework.security.oauth2.core.endpoint.PkceParameterNames;
import org.springframework.security.oauth2.core.oidc.endpoint.OidcParameterNames;
import org.springframework.security.oauth2.core.oidc.user.OidcUser;
import org.springframework.stereotype.Component;

import dev.perennial.platform.config.Misconfiguration;
import dev.perennial.shared.error.DomainException;
import dev.perennial.shared.error.ErrorKind;

/**
 * Lets people sign in at the page of their issuer and brings back a token: OpenID Connect's authorization code flow,
 * with PKCE, state and nonce. What the token is worth is not decided here.
 */
@Component
public class OidcSignIn {
    private static final Logger log = LoggerFactory.getLogger(OidcSignIn.class);
    private static final String RETURN_PATH = "/oidc/return";
    /** As the client calls an endpoint that cannot be reached or makes no sense. */
    private static final String NO_ANSWER = "invalid_token_response";

    private static final String CANCELLED = "access_denied";
    private static final Pattern CODE = Pattern.compile("[a-z_]{1,40}");
    private static final Pattern SIGNED = Pattern.compile("[^.]+\\.[^.]+\\.[^.]+");
    private final OidcProperties oidc;
    private volatile @Nullable OidcProvider provider;

    OidcSignIn(OidcProperties oidc) {
        if (!oidc.clientId().isBlank() && !oidc.isOn()) {
            throw new Misconfiguration(
                    "PERENNIAL_OIDC_CLIENT_ID is set, but no issuer.",
                    "Set PERENNIAL_OIDC_ISSUER, PERENNIAL_OIDC_AUDIENCE and PERENNIAL_OIDC_JWKS_URI as well.");
        }
        if (oidc.hasClient() && !oidc.scopes().contains("openid")) {
            throw new Misconfiguration(
                    "PERENNIAL_OIDC_SCOPES does not hold openid.", "Add it; scopes are separated by commas.");
        }
        this.oidc = oidc;
    }

    /** A token of the issuer, and where its person wanted to go. */
    public record SignedIn(String token, String next) {}

    /** The issuer's name for people, where they can be sent to it; empty where they cannot. */
    public Optional<String> issuer() {
        return oidc.hasClient() ? Optional.ofNullable(URI.create(oidc.issuer()).getHost()) : Optional.empty();
    }

    /** Whether a page is on the way to the issuer or back, which one takes without a session. */
    public static boolean isOnTheWay(PageArea area, String page) {
        return page.equals(area.signInPath() + "/oidc") || page.equals(area.signInPath() + RETURN_PATH);
    }

    /**
     * Where to send a person who wants to sign in. Fails with {@code sign_in_unavailable} while the issuer does not
     * answer.
     */
    public URI begin(PageArea area, String next, HttpServletRequest request, HttpServletResponse response) {
        var asked = request(area, request);
        attempt(asked, next).keep(area, request, response);
        return URI.create(asked.getAuthorizationRequestUri());
    }

    private static OidcAttempt attempt(OAuth2AuthorizationRequest asked, String next) {
        return new OidcAttempt(
                String.valueOf(asked.getState()),
                String.valueOf(asked.<Object>getAttribute(OidcParameterNames.NONCE)),
                String.valueOf(asked.<Object>getAttribute(PkceParameterNames.CODE_VERIFIER)),
                next);
    }

    /**
     * What the issuer's answer brings. Fails with {@code sign_in_not_begun} if this browser did not ask for it,
     * {@code sign_in_cancelled}, {@code sign_in_refused}, {@code sign_in_unavailable}.
     */
    public SignedIn complete(PageArea area, HttpServletRequest request, HttpServletResponse response) {
        var attempt = OidcAttempt.take(area, request, response)
                .filter(begun -> begun.state().equals(request.getParameter(OAuth2ParameterNames.STATE)))
                .orElseThrow(OidcSignIn::notBegun);
        var asked = again(request(area, request), attempt);
        var answered = answer(request, asked);
        try {
            var signedIn = provider(area).redeem(new OAuth2AuthorizationExchange(asked, answered));
            return new SignedIn(token(signedIn), attempt.next());
        } catch (OAuth2AuthenticationException e) {
            log.warn("The issuer's answer brings no token: {}", e.getMessage());
            var code = e.getError().getErrorCode();
            throw NO_ANSWER.equals(code) ? unavailable() : refused(code);
        }
    }

    private OAuth2AuthorizationRequest request(PageArea area, HttpServletRequest request) {
        try {
            var requests =
                    new DefaultOAuth2AuthorizationRequestResolver(provider(area).registrations(), area.signInPath());
            requests.setAuthorizationRequestCustomizer(OAuth2AuthorizationRequestCustomizers.withPkce());
            var made = requests.resolve(request, OidcProvider.REGISTRATION);
            if (made != null) {
                return made;
            }
        } catch (IllegalArgumentException | IllegalStateException e) {
            // What the issuer says of itself could not be read.
            log.warn("The issuer cannot be asked what it can do", e);
        }
        throw unavailable();
    }

    /** The request that the answer is to. */
    private static OAuth2AuthorizationRequest again(OAuth2AuthorizationRequest fresh, OidcAttempt attempt) {
        return OAuth2AuthorizationRequest.from(fresh)
                .state(attempt.state())
                .attributes(known -> {
                    known.put(OidcParameterNames.NONCE, attempt.nonce());
                    known.put(PkceParameterNames.CODE_VERIFIER, attempt.verifier());
                })
                .build();
    }

    private static OAuth2AuthorizationResponse answer(HttpServletRequest request, OAuth2AuthorizationRequest asked) {
        var error = request.getParameter(OAuth2ParameterNames.ERROR);
        var code = request.getParameter(OAuth2ParameterNames.CODE);
        if (error != null || code == null || code.isBlank()) {
            throw refused(String.valueOf(error));
        }
        return OAuth2AuthorizationResponse.success(code)
                .redirectUri(asked.getRedirectUri())
                .state(asked.getState())
                .build();
    }

    /**
     * The token that is meant for the API; or, of an issuer whose access tokens only it can read, the one that says who
     * it is.
     */
    private static String token(OAuth2LoginAuthenticationToken signedIn) {
        var access = signedIn.getAccessToken().getTokenValue();
        return !SIGNED.matcher(access).matches() && signedIn.getPrincipal() instanceof OidcUser person
                ? person.getIdToken().getTokenValue()
                : access;
    }

    private OidcProvider provider(PageArea area) {
        var known = provider;
        if (known == null) {
            known = new OidcProvider(oidc, area.signInPath() + RETURN_PATH);
            provider = known;
        }
        return known;
    }

    private static DomainException notBegun() {
        return new DomainException(
                ErrorKind.UNREADABLE,
                "sign_in_not_begun",
                "This sign-in was not begun in this browser, or more than ten minutes ago. Begin again.",
                List.of());
    }

    /** @param code as OAuth has it; shown only if it looks like one, for anybody can write an answer */
    private static DomainException refused(String code) {
        return CANCELLED.equals(code)
                ? new DomainException(
                        ErrorKind.FORBIDDEN,
                        "sign_in_cancelled",
                        "The sign-in was cancelled, or not allowed.",
                        List.of())
                : new DomainException(
                        ErrorKind.FORBIDDEN,
                        "sign_in_refused",
                        "Your identity provider did not sign you in"
                                + (CODE.matcher(code).matches() ? " (" + code + ")." : "."),
                        List.of());
    }

    private static DomainException unavailable() {
        return DomainException.unavailable(
                "sign_in_unavailable", "The identity provider does not answer as it should. Try again shortly.");
    }
}
