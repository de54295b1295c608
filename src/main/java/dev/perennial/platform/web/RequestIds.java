package dev.perennial.platform.web;

import java.util.regex.Pattern;

import jakarta.servlet.http.HttpServletRequest;

import dev.perennial.shared.id.UuidV7;

/** The id that ties a request to its log lines, its problem and its audit rows. */
public final class RequestIds {
    public static final String HEADER = "X-Request-Id";
    private static final String ATTRIBUTE = RequestIds.class.getName();
    /** A caller's id goes into logs: nothing that could forge a line. */
    private static final Pattern ACCEPTABLE = Pattern.compile("[A-Za-z0-9._:/+=-]{1,128}");

    private RequestIds() {}

    static String assign(HttpServletRequest request) {
        var given = request.getHeader(HEADER);
        var id = given != null && ACCEPTABLE.matcher(given).matches()
                ? given
                : UuidV7.next().toString();
        request.setAttribute(ATTRIBUTE, id);
        return id;
    }

    public static String of(HttpServletRequest request) {
        return String.valueOf(request.getAttribute(ATTRIBUTE));
    }
}
