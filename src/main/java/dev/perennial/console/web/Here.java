package dev.perennial.console.web;

import jakarta.servlet.http.HttpServletRequest;

import org.springframework.web.servlet.support.ServletUriComponentsBuilder;

/** The address of the page that is shown, to go on from in a list. Templates know it as {@code here}. */
public record Here(String newest) {
    private static final String CURSOR = "cursor";

    static Here of(HttpServletRequest request) {
        return new Here(ServletUriComponentsBuilder.fromRequest(request)
                .scheme(null)
                .host(null)
                .port(null)
                .replaceQueryParam(CURSOR)
                .replaceQueryParam("done")
                .build()
                .toUriString());
    }

    /** The same list from a cursor on. */
    public String older(String cursor) {
        return newest + (newest.indexOf('?') < 0 ? '?' : '&') + CURSOR + '=' + cursor;
    }
}
