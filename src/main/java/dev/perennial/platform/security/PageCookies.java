package dev.perennial.platform.security;

import java.time.Duration;
import java.util.Arrays;
import java.util.Optional;

import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;

import org.springframework.http.HttpHeaders;
import org.springframework.http.ResponseCookie;

/** The one cookie of an area. Scripts cannot read it, other sites cannot make a browser send it. */
final class PageCookies {

    private PageCookies() {}

    static Optional<PageSecret> read(PageArea area, HttpServletRequest request) {
        return Optional.ofNullable(request.getCookies()).stream()
                .flatMap(Arrays::stream)
                .filter(cookie -> cookie.getName().equals(name(area)))
                .flatMap(cookie -> PageSecret.parse(cookie.getValue()).stream())
                .findFirst();
    }

    static void write(PageArea area, PageSecret secret, HttpServletRequest request, HttpServletResponse response) {
        add(area, secret.text(), area.sessionLifetime(), request, response);
    }

    static void remove(PageArea area, HttpServletRequest request, HttpServletResponse response) {
        add(area, "", Duration.ZERO, request, response);
    }

    private static void add(
            PageArea area, String value, Duration age, HttpServletRequest request, HttpServletResponse response) {
        var cookie = ResponseCookie.from(name(area), value)
                .path(area.path())
                .maxAge(age)
                .httpOnly(true)
                .sameSite("Strict")
                .secure(isOverTls(request))
                .build();
        response.addHeader(HttpHeaders.SET_COOKIE, cookie.toString());
    }

    /** A proxy's word is good enough: who forges it only keeps the cookie from coming back without TLS. */
    static boolean isOverTls(HttpServletRequest request) {
        return request.isSecure() || "https".equalsIgnoreCase(request.getHeader("X-Forwarded-Proto"));
    }

    static String name(PageArea area) {
        return "perennial_" + area.path().substring(1).replace('/', '_');
    }
}
