package dev.perennial.platform.security;

import java.time.Duration;
import java.util.Arrays;
import java.util.Optional;
import java.util.stream.Stream;

import jakarta.servlet.http.Cookie;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;

import org.springframework.http.HttpHeaders;
import org.springframework.http.ResponseCookie;

/**
 * A cookie that scripts cannot read and that, once set over TLS, comes back over TLS only.
 *
 * @param path below which the browser sends it
 * @param sameSite whether it comes along from pages of other sites: {@code Strict} never, {@code Lax} with a link
 */
record BrowserCookie(String name, String path, String sameSite) {

    /** What the browser sent under this name. One may be left over from a path of another time, hence several. */
    Stream<String> values(HttpServletRequest request) {
        return Optional.ofNullable(request.getCookies()).stream()
                .flatMap(Arrays::stream)
                .filter(cookie -> cookie.getName().equals(name))
                .map(Cookie::getValue);
    }

    /** Has the browser keep it for that long. */
    void write(String value, Duration age, HttpServletRequest request, HttpServletResponse response) {
        var cookie = ResponseCookie.from(name, value)
                .path(path)
                .maxAge(age)
                .httpOnly(true)
                .sameSite(sameSite)
                .secure(isOverTls(request))
                .build();
        response.addHeader(HttpHeaders.SET_COOKIE, cookie.toString());
    }

    /** Has the browser forget it. */
    void remove(HttpServletRequest request, HttpServletResponse response) {
        write("", Duration.ZERO, request, response);
    }

    /** A proxy's word is good enough: who forges it only keeps the cookie from coming back without TLS. */
    private static boolean isOverTls(HttpServletRequest request) {
        return request.isSecure() || "https".equalsIgnoreCase(request.getHeader("X-Forwarded-Proto"));
    }
}
