package dev.perennial.platform.tenancy;

import java.util.Optional;
import java.util.UUID;

/**
 * The {@link TenantScope} of the running code. It is bound for the length of one call and does not follow work handed
 * to another thread: whoever hands work over binds it again, so a scope can never leak.
 */
public final class CurrentTenant {
    private static final ScopedValue<TenantScope> SCOPE = ScopedValue.newInstance();

    private CurrentTenant() {}

    /** The scope bound here. Throws {@link IllegalStateException} when there is none. */
    public static TenantScope scope() {
        return find().orElseThrow(() -> new IllegalStateException("No tenant is bound to this call"));
    }

    public static UUID id() {
        return scope().tenantId();
    }

    public static Optional<TenantScope> find() {
        return SCOPE.isBound() ? Optional.of(SCOPE.get()) : Optional.empty();
    }

    public static <T, X extends Throwable> T callAs(TenantScope scope, ScopedValue.CallableOp<T, X> work) throws X {
        return ScopedValue.where(SCOPE, scope).call(work);
    }

    public static void runAs(TenantScope scope, Runnable work) {
        ScopedValue.where(SCOPE, scope).run(work);
    }
}
