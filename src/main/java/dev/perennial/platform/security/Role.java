package dev.perennial.platform.security;

import java.util.Arrays;
import java.util.Collection;
import java.util.Locale;
import java.util.Set;
import java.util.stream.Collectors;

/** What a person may do. */
enum Role {
    /** Looks at everything and changes nothing. */
    VIEWER(OperationScope.READ),
    /** Also what has to do with money that is owed: invoices, payments, credits, coupons, tax. */
    FINANCE(
            OperationScope.READ,
            "accounts:write",
            "invoices:write",
            "credit-notes:write",
            "payments:write",
            "payment-methods:write",
            "coupons:write",
            "tax-rates:write"),
    /** Everything, keys and settings included. */
    ADMIN(OperationScope.READ, OperationScope.WRITE, OperationScope.ADMIN);

    @SuppressWarnings("ImmutableEnumChecker") // Set.of
    private final Set<String> scopes;

    Role(String... scopes) {
        this.scopes = Set.of(scopes);
    }

    /** The scopes of all roles that are ours; a token may well list others. */
    static Set<String> scopesOf(Collection<String> names) {
        return Arrays.stream(values())
                .filter(role -> names.contains(role.name().toLowerCase(Locale.ROOT)))
                .flatMap(role -> role.scopes.stream())
                .collect(Collectors.toUnmodifiableSet());
    }
}
