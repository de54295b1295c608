package dev.perennial.platform.security;

import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;

import org.jspecify.annotations.Nullable;
import org.springframework.security.web.csrf.CsrfToken;
import org.springframework.security.web.csrf.CsrfTokenRepository;
import org.springframework.security.web.csrf.DefaultCsrfToken;

/**
 * The token that each form carries and that only our own pages can know: it follows from the secret in the cookie.
 * Before a visitor signs in the cookie holds a secret, too, that opens nothing: so the sign-in form is protected as all
 * others are.
 */
class PageFormTokens implements CsrfTokenRepository {
    private static final String HEADER = "X-CSRF-Token";
    private static final String PARAMETER = "_csrf";
    private static final String FRESH = PageFormTokens.class.getName();
    private final PageAreas areas;

    PageFormTokens(PageAreas areas) {
        this.areas = areas;
    }

    @Override
    public CsrfToken generateToken(HttpServletRequest request) {
        var secret = PageSecret.generate();
        request.setAttribute(FRESH, secret);
        return token(secret);
    }

    @Override
    public void saveToken(@Nullable CsrfToken token, HttpServletRequest request, HttpServletResponse response) {
        if (token != null && request.getAttribute(FRESH) instanceof PageSecret secret) {
            areas.of(request).ifPresent(area -> PageCookies.write(area, secret, request, response));
        }
    }

    @Override
    public @Nullable CsrfToken loadToken(HttpServletRequest request) {
        return areas.of(request)
                .flatMap(area -> PageCookies.read(area, request))
                .map(PageFormTokens::token)
                .orElse(null);
    }

    private static CsrfToken token(PageSecret secret) {
        return new DefaultCsrfToken(HEADER, PARAMETER, secret.formToken());
    }
}
