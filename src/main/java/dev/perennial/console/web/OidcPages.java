package dev.perennial.console.web;

import java.util.List;

import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;

import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpStatus;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.servlet.ModelAndView;

import dev.perennial.console.ConsoleArea;
import dev.perennial.platform.security.OidcSignIn;
import dev.perennial.platform.security.OpenToVisitors;
import dev.perennial.platform.security.PageSessions;
import dev.perennial.platform.security.PageSessions.SignIn;
import dev.perennial.platform.web.PageController;
import dev.perennial.shared.error.DomainException;
import dev.perennial.shared.error.ErrorKind;

/** The way in over the page of an identity provider. */
@PageController
@OpenToVisitors
@RequestMapping("/console/sign-in/oidc")
class OidcPages {
    private final ConsoleArea console;
    private final PageSessions sessions;
    private final OidcSignIn oidc;

    OidcPages(ConsoleArea console, PageSessions sessions, OidcSignIn oidc) {
        this.console = console;
        this.sessions = sessions;
        this.oidc = oidc;
    }

    /** By a link and not by a form, which may not be answered with the address of another site. */
    @GetMapping
    ResponseEntity<Void> toIssuer(
            @RequestParam(required = false) @Nullable String next,
            HttpServletRequest request,
            HttpServletResponse response) {
        requireIssuer();
        var there = oidc.begin(console, console.pageOrStart(next), request, response);
        return ResponseEntity.status(HttpStatus.SEE_OTHER).location(there).build();
    }

    /**
     * Coming from another site a browser would not send the cookie of the session even to the page that follows; this
     * one needs none and leads on.
     */
    @GetMapping("/return")
    ModelAndView back(HttpServletRequest request, HttpServletResponse response) {
        requireIssuer();
        var signedIn = oidc.complete(console, request, response);
        return switch (sessions.signIn(console, signedIn.token(), request, response)) {
            case SignIn.Opened opened ->
                new ModelAndView("pages/onward")
                        .addObject("to", console.pageOrStart(signedIn.next()))
                        .addObject("title", "Signing in");
            case SignIn.Refused refused ->
                throw forbidden(
                        "not_admitted",
                        "Your identity provider knows you, but you may not come in here: its token is not for this service,"
                                + " names no tenant of it, or was revoked.");
            case SignIn.TooMany tooMany ->
                throw forbidden(
                        "too_many_sign_ins",
                        "Too many keys and tokens that are not valid came from your address. Try again in some minutes.");
        };
    }

    private void requireIssuer() {
        if (oidc.issuer().isEmpty()) {
            throw new DomainException(ErrorKind.NOT_FOUND, "not_found", "There is nothing at this address.", List.of());
        }
    }

    private static DomainException forbidden(String code, String sentence) {
        return new DomainException(ErrorKind.FORBIDDEN, code, sentence, List.of());
    }
}
