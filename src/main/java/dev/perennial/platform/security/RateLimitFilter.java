package dev.perennial.platform.security;

import java.io.IOException;
import java.util.concurrent.TimeUnit;

import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;

import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpStatus;
import org.springframework.security.core.context.SecurityContextHolder;
import org.springframework.web.filter.OncePerRequestFilter;

import dev.perennial.platform.web.Problems;

/** Tells every caller how much it may still ask for, and turns away who asks for more. */
class RateLimitFilter extends OncePerRequestFilter {
    private final RateLimits limits;
    private final Problems problems;

    RateLimitFilter(RateLimits limits, Problems problems) {
        this.limits = limits;
        this.problems = problems;
    }

    @Override
    protected void doFilterInternal(HttpServletRequest request, HttpServletResponse response, FilterChain chain)
            throws ServletException, IOException {
        var authentication = SecurityContextHolder.getContext().getAuthentication();
        if (authentication == null || !(authentication.getPrincipal() instanceof Caller caller)) {
            chain.doFilter(request, response);
            return;
        }
        var parts = request.getServletPath().split("/");
        var standing = limits.take(caller, parts.length > 2 ? parts[2] : "");
        response.setHeader("RateLimit-Policy", standing.limit() + ";w=" + RateLimits.WINDOW.toSeconds());
        response.setHeader("RateLimit-Limit", String.valueOf(standing.limit()));
        response.setHeader("RateLimit-Remaining", String.valueOf(standing.remaining()));
        response.setHeader("RateLimit-Reset", seconds(standing.resetNanos()));
        if (standing.allowed()) {
            chain.doFilter(request, response);
            return;
        }
        refuse(
                problems,
                request,
                response,
                standing.waitNanos(),
                "More than " + standing.limit() + " requests within a minute. Retry after the time given.");
    }

    /** Turns a request away that may come again after {@code waitNanos}. */
    static void refuse(
            Problems problems, HttpServletRequest request, HttpServletResponse response, long waitNanos, String detail)
            throws IOException {
        response.setHeader(HttpHeaders.RETRY_AFTER, seconds(waitNanos));
        problems.write(request, response, HttpStatus.TOO_MANY_REQUESTS, "rate_limited", detail);
    }

    /** Whole seconds, rounded up: who waits that long is let in. */
    private static String seconds(long nanos) {
        return String.valueOf(Math.ceilDiv(nanos, TimeUnit.SECONDS.toNanos(1)));
    }
}
