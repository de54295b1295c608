package dev.perennial.shared.id;

import java.nio.ByteBuffer;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Time-ordered ids (RFC 9562, version 7), made in the application so that a row's id is known before it is written.
 * <p>The 12 bits after the millisecond count up within it: ids of one process sort in the order in which they were
 * made.
 */
public final class UuidV7 {
    private static final SecureRandom RANDOM = new SecureRandom();
    /** Random bytes in stock: drawn eight at a time they would be most of what an id costs. */
    private static final ByteBuffer STOCK = ByteBuffer.allocate(1_024).limit(0);
    /** Last issued (millis << 12 | counter). */
    private static final AtomicLong LAST = new AtomicLong();

    private UuidV7() {}

    public static UUID next() {
        // An id needs the wall clock, not business time: a test clock must not make two ids collide.
        long floor = System.currentTimeMillis() << 12; // NOPMD wall clock on purpose
        long stamp = LAST.updateAndGet(last -> Math.max(last + 1, floor));
        long high = (stamp >>> 12) << 16 | 0x7000L | (stamp & 0xFFFL);
        long low = (randomBits() & 0x3FFF_FFFF_FFFF_FFFFL) | 0x8000_0000_0000_0000L;
        return new UUID(high, low);
    }

    private static synchronized long randomBits() {
        if (!STOCK.hasRemaining()) {
            RANDOM.nextBytes(STOCK.array());
            STOCK.clear();
        }
        return STOCK.getLong();
    }

    /** A bound: every id made at least {@code duration} before this one was is below it. */
    public static UUID earlier(UUID id, Duration duration) {
        long millis = id.getMostSignificantBits() >>> 16;
        return new UUID(Math.max(0, millis - duration.toMillis()) << 16, 0);
    }

    /** The smallest id of a millisecond: ids made before it are smaller, ids made in it or later are not. */
    public static UUID floor(Instant millisecond) {
        return new UUID(millisecond.toEpochMilli() << 16 | 0x7000L, 0x8000_0000_0000_0000L);
    }

    /** When an id was made, to the millisecond. */
    public static Instant madeAt(UUID id) {
        return Instant.ofEpochMilli(id.getMostSignificantBits() >>> 16);
    }
}
