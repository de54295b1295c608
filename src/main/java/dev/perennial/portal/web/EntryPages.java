package dev.perennial.portal.web;

import java.util.UUID;

import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;

import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpStatus;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.servlet.ModelAndView;

import dev.perennial.platform.security.OpenToVisitors;
import dev.perennial.platform.security.PageSessions;
import dev.perennial.platform.security.PageSessions.SignIn;
import dev.perennial.platform.web.PageController;
import dev.perennial.platform.web.PageReplies;
import dev.perennial.portal.PortalArea;

/** The way in and out. */
@PageController
@OpenToVisitors
@RequestMapping("/portal")
class EntryPages {
    private final PortalArea portal;
    private final PageSessions sessions;

    EntryPages(PortalArea portal, PageSessions sessions) {
        this.portal = portal;
        this.sessions = sessions;
    }

    /**
     * Where a link leads: to a button. Programs that look at the links of a mail do not press it, so they do not use
     * the link up; and only a page of ours may set the strict cookie and be sent it at once.
     */
    @GetMapping("/links/{token}")
    ModelAndView link(@PathVariable String token) {
        return portal.isWaiting(token)
                ? new ModelAndView("portal/link").addObject("action", "/portal/links/" + token)
                : ended(HttpStatus.GONE);
    }

    @PostMapping("/links/{token}")
    Object open(@PathVariable String token, HttpServletRequest request, HttpServletResponse response) {
        return portal.open(token) && sessions.signIn(portal, token, request, response) instanceof SignIn.Opened
                ? PageReplies.to(portal.path(), request)
                : ended(HttpStatus.GONE);
    }

    @GetMapping("/ended")
    ModelAndView ended() {
        return ended(HttpStatus.OK);
    }

    private static ModelAndView ended(HttpStatus status) {
        return new ModelAndView("portal/ended", status);
    }

    /**
     * Where the gateway sends a customer. Coming from another site the browser does not send the cookie; this page
     * needs none and leads on to one that does.
     */
    @GetMapping("/back")
    ModelAndView back(@RequestParam(required = false) @Nullable UUID setup) {
        return new ModelAndView("pages/onward")
                .addObject("to", setup == null ? portal.path() : portal.path() + "/payment-method/" + setup)
                .addObject("title", "Back to your account");
    }

    @PostMapping("/leave")
    Object leave(HttpServletRequest request, HttpServletResponse response) {
        sessions.signOut(portal, request, response);
        return PageReplies.to(portal.signInPath(), request);
    }
}
