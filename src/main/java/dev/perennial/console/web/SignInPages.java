package dev.perennial.console.web;

import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;

import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpStatus;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.ModelAttribute;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.servlet.ModelAndView;

import dev.perennial.console.ConsoleArea;
import dev.perennial.platform.security.OidcSignIn;
import dev.perennial.platform.security.OpenToVisitors;
import dev.perennial.platform.security.PageSessions;
import dev.perennial.platform.security.PageSessions.SignIn;
import dev.perennial.platform.web.PageController;
import dev.perennial.platform.web.PageReplies;

/** The way in and out. */
@PageController
@OpenToVisitors
@RequestMapping("/console")
class SignInPages {
    private static final String VIEW = "console/sign-in";
    private final ConsoleArea console;
    private final PageSessions sessions;

    private final OidcSignIn oidc;

    SignInPages(ConsoleArea console, PageSessions sessions, OidcSignIn oidc) {
        this.console = console;
        this.sessions = sessions;
        this.oidc = oidc;
    }

    /** Whose page people can sign in at; null where they can only bring a key or a token. */
    @ModelAttribute("issuer")
    @Nullable String issuer() {
        return oidc.issuer().orElse(null);
    }

    @GetMapping("/sign-in")
    ModelAndView form(@RequestParam(required = false) @Nullable String next) {
        return new ModelAndView(VIEW).addObject("next", next);
    }

    @PostMapping("/sign-in")
    Object signIn(
            @RequestParam(required = false) @Nullable String credential,
            @RequestParam(required = false) @Nullable String next,
            HttpServletRequest request,
            HttpServletResponse response) {
        return switch (sessions.signIn(console, credential, request, response)) {
            case SignIn.Opened opened -> PageReplies.to(console.pageOrStart(next), request);
            case SignIn.Refused refused ->
                again(
                        HttpStatus.FORBIDDEN,
                        "This key or token is not valid. It may have expired, or was revoked.",
                        next);
            case SignIn.TooMany(var retryAfter) -> {
                response.setHeader(HttpHeaders.RETRY_AFTER, String.valueOf(retryAfter.toSeconds() + 1));
                yield again(
                        HttpStatus.TOO_MANY_REQUESTS,
                        "Too many keys that are not valid came from your address. Try again in "
                                + (retryAfter.toMinutes() + 1) + " minutes.",
                        next);
            }
        };
    }

    private static ModelAndView again(HttpStatus status, String problem, @Nullable String next) {
        return new ModelAndView(VIEW, status).addObject("problem", problem).addObject("next", next);
    }

    @PostMapping("/sign-out")
    Object signOut(HttpServletRequest request, HttpServletResponse response) {
        sessions.signOut(console, request, response);
        return PageReplies.to(console.signInPath(), request);
    }
}
