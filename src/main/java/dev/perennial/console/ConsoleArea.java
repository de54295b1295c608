package dev.perennial.console;

import java.time.Duration;
import java.util.Optional;
import java.util.regex.Pattern;

import org.jspecify.annotations.Nullable;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.stereotype.Component;

import dev.perennial.platform.security.BearerTokens;
import dev.perennial.platform.security.OidcSignIn;
import dev.perennial.platform.security.PageArea;
import dev.perennial.platform.security.PageVisitor;

/** The pages below {@code /console}: whoever may call the API may come in, with the same key or token. */
@Component
public class ConsoleArea implements PageArea {
    /** Nothing that a browser could take for another site. */
    private static final Pattern PAGE = Pattern.compile("/console(/[A-Za-z0-9/_-]*)?(\\?[A-Za-z0-9_=&%.+:-]*)?");

    private final BearerTokens tokens;
    private final Duration sessionLifetime;

    ConsoleArea(BearerTokens tokens, @Value("${perennial.console.session:12h}") Duration sessionLifetime) {
        this.tokens = tokens;
        this.sessionLifetime = sessionLifetime;
    }

    @Override
    public String path() {
        return "/console";
    }

    @Override
    public Duration sessionLifetime() {
        return sessionLifetime;
    }

    /** Where somebody wanted to go before signing in, if it is a page of the console; else its start. */
    public String pageOrStart(@Nullable String wanted) {
        return wanted != null && PAGE.matcher(wanted).matches() ? wanted : path();
    }

    @Override
    public boolean isOpen(String page) {
        return PageArea.super.isOpen(page) || OidcSignIn.isOnTheWay(this, page);
    }

    @Override
    public Optional<PageVisitor> admit(String credential) {
        return tokens.visitor(credential);
    }
}
