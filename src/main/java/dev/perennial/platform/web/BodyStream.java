package dev.perennial.platform.web;

import java.io.IOException;
import java.io.InputStream;
import java.util.Locale;

import jakarta.servlet.http.HttpServletRequest;

import org.jspecify.annotations.Nullable;

/**
 * The body of a request that sends newline-delimited JSON or CSV: it is read as it comes and may be of any length.
 * Filters and handlers that know nothing of it see an empty body, so nobody can make them read one without a limit.
 */
public final class BodyStream {
    public static final String NDJSON = "application/x-ndjson";
    public static final String CSV = "text/csv";
    private static final String ATTRIBUTE = "perennial.body_stream";

    private BodyStream() {}

    static boolean isSentBy(HttpServletRequest request) {
        var type = request.getContentType();
        if (type == null) {
            return false;
        }
        var known = type.toLowerCase(Locale.ROOT);
        return known.startsWith(NDJSON) || known.startsWith(CSV);
    }

    static void setAside(HttpServletRequest request) throws IOException {
        request.setAttribute(ATTRIBUTE, request.getInputStream());
    }

    /** Null if the body is an ordinary one. */
    public static @Nullable InputStream of(HttpServletRequest request) {
        return (InputStream) request.getAttribute(ATTRIBUTE);
    }
}
