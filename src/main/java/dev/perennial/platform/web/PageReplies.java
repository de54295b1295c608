package dev.perennial.platform.web;

import java.io.IOException;
import java.net.URI;

import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;

import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpStatus;
import org.springframework.http.ResponseEntity;

/** Where a browser goes next, whether it asked for a page or, by htmx, for a part of one. */
public final class PageReplies {
    private static final String PART_REQUEST = "HX-Request";
    private static final String PART_REDIRECT = "HX-Redirect";

    private PageReplies() {}

    /** Whether a part of a page is asked for: the rest of it stays in the browser. */
    public static boolean isPart(HttpServletRequest request) {
        return "true".equals(request.getHeader(PART_REQUEST));
    }

    /** After a form: the page to be read next, so that reading it again sends nothing twice. */
    public static ResponseEntity<Void> to(String path, HttpServletRequest request) {
        return isPart(request)
                ? ResponseEntity.noContent().header(PART_REDIRECT, path).build()
                : ResponseEntity.status(HttpStatus.SEE_OTHER)
                        .location(URI.create(path))
                        .build();
    }

    /** After a form: the page that tells what was done, by the name of a notice. */
    public static ResponseEntity<Void> done(String path, String notice, HttpServletRequest request) {
        return to(path + "?done=" + notice, request);
    }

    /** From a filter: to a page where a visitor without a session may be. */
    public static void sendTo(String path, HttpServletRequest request, HttpServletResponse response)
            throws IOException {
        if (isPart(request)) {
            response.setHeader(PART_REDIRECT, path);
            response.setStatus(HttpStatus.UNAUTHORIZED.value());
        } else {
            response.setHeader(HttpHeaders.LOCATION, path);
            response.setStatus(HttpStatus.SEE_OTHER.value());
        }
    }
}
