package dev.perennial.platform.security;

import java.util.Optional;

import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;

/** The cookie of an area's sessions. Other sites cannot make a browser send it. */
final class PageCookies {

    private PageCookies() {}

    static Optional<PageSecret> read(PageArea area, HttpServletRequest request) {
        return of(area).values(request)
                .flatMap(value -> PageSecret.parse(value).stream())
                .findFirst();
    }

    static void write(PageArea area, PageSecret secret, HttpServletRequest request, HttpServletResponse response) {
        of(area).write(secret.text(), area.sessionLifetime(), request, response);
    }

    static void remove(PageArea area, HttpServletRequest request, HttpServletResponse response) {
        of(area).remove(request, response);
    }

    private static BrowserCookie of(PageArea area) {
        return new BrowserCookie(name(area), area.path(), "Strict");
    }

    static String name(PageArea area) {
        return "perennial_" + area.path().substring(1).replace('/', '_');
    }
}
