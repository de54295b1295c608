package dev.perennial.platform.web;

import java.io.IOException;
import java.util.concurrent.TimeUnit;

import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;

import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.MDC;
import org.slf4j.event.Level;
import org.springframework.core.Ordered;
import org.springframework.core.annotation.Order;
import org.springframework.stereotype.Component;
import org.springframework.web.filter.OncePerRequestFilter;
import org.springframework.web.servlet.HandlerMapping;

import dev.perennial.platform.persistence.DatabaseTime;

/** One line per request says who asked for what and what it cost. Bodies and keys are never logged. */
@Component
// Right behind the filter that opens a request's span, so that its line has the trace id.
@Order(Ordered.HIGHEST_PRECEDENCE + 2)
class RequestLogFilter extends OncePerRequestFilter {
    private static final Logger log = LoggerFactory.getLogger("dev.perennial.request");

    @Override
    protected void doFilterInternal(HttpServletRequest request, HttpServletResponse response, FilterChain chain)
            throws ServletException, IOException {
        var requestId = RequestIds.assign(request);
        response.setHeader(RequestIds.HEADER, requestId);
        DatabaseTime.reset();
        long startedNanos = System.nanoTime();
        MDC.put("request_id", requestId);
        try {
            chain.doFilter(request, response);
        } finally {
            write(request, response.getStatus(), TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - startedNanos));
            MDC.remove("request_id");
        }
    }

    private static void write(HttpServletRequest request, int status, long millis) {
        var time = DatabaseTime.current();
        var route = text(request.getAttribute(HandlerMapping.BEST_MATCHING_PATTERN_ATTRIBUTE), "unmatched");
        log.atLevel(request.getRequestURI().startsWith("/v1") ? Level.INFO : Level.DEBUG)
                .addKeyValue("tenant", text(request.getAttribute(RequestAttributes.TENANT), "-"))
                .addKeyValue("actor", text(request.getAttribute(RequestAttributes.ACTOR), "-"))
                .addKeyValue("method", request.getMethod())
                .addKeyValue("route", route)
                .addKeyValue("status", status)
                .addKeyValue("ms", millis)
                .addKeyValue("db_ms", time.millis())
                .addKeyValue("db_statements", time.statements())
                .log(
                        "{} {} {} in {} ms ({} ms in {} statements)",
                        request.getMethod(),
                        route,
                        status,
                        millis,
                        time.millis(),
                        time.statements());
    }

    private static String text(@Nullable Object value, String otherwise) {
        return value == null ? otherwise : value.toString();
    }
}
