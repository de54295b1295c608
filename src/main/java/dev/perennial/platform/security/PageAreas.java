package dev.perennial.platform.security;

import java.util.List;
import java.util.Optional;

import jakarta.servlet.RequestDispatcher;
import jakarta.servlet.http.HttpServletRequest;

import org.springframework.beans.factory.ObjectProvider;
import org.springframework.stereotype.Component;

/** All parts of the service that are visited with a browser. */
@Component
public class PageAreas {
    private final List<PageArea> areas;

    PageAreas(ObjectProvider<PageArea> areas) {
        this.areas = areas.orderedStream().toList();
    }

    /** The area that a request is for, or was for before it failed. */
    public Optional<PageArea> of(HttpServletRequest request) {
        var failed = request.getAttribute(RequestDispatcher.ERROR_REQUEST_URI);
        var path = failed instanceof String original ? original : request.getServletPath();
        return areas.stream().filter(area -> area.holds(path)).findFirst();
    }
}
