package dev.perennial.platform.web;

import java.io.IOException;

import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;

import org.springframework.core.Ordered;
import org.springframework.core.annotation.Order;
import org.springframework.stereotype.Component;
import org.springframework.web.filter.OncePerRequestFilter;

/**
 * What browsers may do with our answers, on every one of them, errors of other filters included: next to nothing. Pages
 * that need more say so themselves, by setting the header again.
 */
@Component
@Order(Ordered.HIGHEST_PRECEDENCE)
class ResponseHeadersFilter extends OncePerRequestFilter {
    private static final String NOTHING =
            "default-src 'none'; frame-ancestors 'none'; base-uri 'none'; form-action 'none'";
    /**
     * Swagger UI: scripts and styles of our own, styles it sets itself, icons in data URLs, and calls to this server.
     */
    private static final String OWN_PAGES =
            "default-src 'self'; style-src 'self' 'unsafe-inline'; img-src 'self' data:; frame-ancestors 'none'; base-uri 'none'";

    @Override
    protected void doFilterInternal(HttpServletRequest request, HttpServletResponse response, FilterChain chain)
            throws ServletException, IOException {
        set(response, isPage(request.getRequestURI()) ? OWN_PAGES : NOTHING, isSharedFile(request.getRequestURI()));
        chain.doFilter(request, response);
    }

    /** Also for answers that Tomcat gives by itself. */
    static void set(HttpServletResponse response) {
        set(response, NOTHING, false);
    }

    /** @param isShared whether it says nothing of anybody, so that it may be kept and need only be asked about */
    private static void set(HttpServletResponse response, String contentSecurityPolicy, boolean isShared) {
        response.setHeader("X-Content-Type-Options", "nosniff");
        response.setHeader("Cache-Control", isShared ? "no-cache" : "no-store");
        response.setHeader("X-Frame-Options", "DENY");
        response.setHeader("Referrer-Policy", "no-referrer");
        response.setHeader("Strict-Transport-Security", "max-age=31536000; includeSubDomains");
        response.setHeader("Content-Security-Policy", contentSecurityPolicy);
    }

    private static boolean isSharedFile(String path) {
        return path.startsWith("/assets/") || path.startsWith("/webjars/");
    }

    private static boolean isPage(String path) {
        return path.startsWith("/docs") || path.startsWith("/swagger-ui") || path.startsWith("/webjars");
    }
}
