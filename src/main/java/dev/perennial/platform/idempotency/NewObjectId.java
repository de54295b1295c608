package dev.perennial.platform.idempotency;

import java.util.UUID;
import java.util.concurrent.atomic.AtomicReference;

import org.jspecify.annotations.Nullable;

import dev.perennial.shared.id.UuidV7;

/**
 * The id of the object that a request creates. A request with an {@code Idempotency-Key} has one reserved under that
 * key before it starts: cut off by a crash and sent again, it meets the object it made the first time.
 */
public final class NewObjectId {
    private static final ScopedValue<AtomicReference<@Nullable UUID>> RESERVED = ScopedValue.newInstance();

    private NewObjectId() {}

    /** The reserved id the first time it is asked for within a request, a fresh one otherwise. */
    public static UUID next() {
        var reserved = RESERVED.isBound() ? RESERVED.get().getAndSet(null) : null;
        return reserved == null ? UuidV7.next() : reserved;
    }

    static <T, X extends Throwable> T callWith(UUID reserved, ScopedValue.CallableOp<T, X> work) throws X {
        return ScopedValue.where(RESERVED, new AtomicReference<@Nullable UUID>(reserved))
                .call(work);
    }
}
