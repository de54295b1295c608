package dev.perennial.platform.security;

import java.util.List;

import org.springframework.security.core.context.SecurityContextHolder;

import dev.perennial.shared.error.DomainException;
import dev.perennial.shared.error.ErrorKind;

/** What the caller of the running request may do, where a path does not tell what it asks for. */
public final class CurrentCaller {

    private CurrentCaller() {}

    /** Fails with {@code insufficient_scope}. */
    public static void requireRead(String resource) {
        require(new OperationScope.OfResource(resource, OperationScope.READ));
    }

    /** Fails with {@code insufficient_scope}. */
    public static void requireWrite(String resource) {
        require(new OperationScope.OfResource(resource, OperationScope.WRITE));
    }

    private static void require(OperationScope scope) {
        var authentication = SecurityContextHolder.getContext().getAuthentication();
        if (authentication == null
                || !(authentication.getPrincipal() instanceof Caller caller)
                || !scope.isGrantedBy(caller.scopes())) {
            throw new DomainException(
                    ErrorKind.FORBIDDEN, "insufficient_scope", "This needs the scope " + scope.name() + ".", List.of());
        }
    }
}
