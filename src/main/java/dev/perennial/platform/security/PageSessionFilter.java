package dev.perennial.platform.security;

import java.io.IOException;

import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;

import org.springframework.security.core.context.SecurityContextHolder;
import org.springframework.web.filter.OncePerRequestFilter;

/** Recognizes visitors by their cookie, and tells browsers what the pages may load: nothing but what is ours. */
class PageSessionFilter extends OncePerRequestFilter {
    private static final String OURS_ALONE =
            "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; font-src 'self'; connect-src 'self';"
                    + " form-action 'self'; frame-ancestors 'none'; base-uri 'none'";
    private final PageAreas areas;
    private final PageSessions sessions;

    PageSessionFilter(PageAreas areas, PageSessions sessions) {
        this.areas = areas;
        this.sessions = sessions;
    }

    @Override
    protected void doFilterInternal(HttpServletRequest request, HttpServletResponse response, FilterChain chain)
            throws ServletException, IOException {
        response.setHeader("Content-Security-Policy", OURS_ALONE);
        areas.of(request).flatMap(area -> sessions.visitor(area, request)).ifPresent(visitor -> {
            var context = SecurityContextHolder.createEmptyContext();
            context.setAuthentication(new PageAuthentication(visitor));
            SecurityContextHolder.setContext(context);
        });
        chain.doFilter(request, response);
    }
}
