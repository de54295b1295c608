package dev.perennial.platform.security;

import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicLongArray;

import org.springframework.stereotype.Component;
import org.springframework.transaction.event.TransactionalEventListener;

import dev.perennial.platform.redis.Redis;

/**
 * Counts the ends of keys and tokens, on all replicas where they share a {@link Redis}. Whoever remembers that one is
 * good does so under the count from before he looked: what was read before an end, and is noted down only now, is not
 * found any more.
 */
@Component
class Endings implements Redis.EndListener {
    /** So many that who ends keys all day makes nobody else's be looked up more than the second does. */
    private static final int COUNTS = 4_096;

    private final AtomicLongArray counts = new AtomicLongArray(COUNTS);
    private final AtomicLong ofAll = new AtomicLong();
    private final Redis redis;
    private final SharedKeys keys;

    Endings(Redis redis, SharedKeys keys) {
        this.redis = redis;
        this.keys = keys;
        redis.onEnd(this);
    }

    /**
     * Grows with each end, and with some of others.
     *
     * @param whose {@link KeyEnded#whose} or {@link TokensEnded#whose}
     */
    long count(String whose) {
        return ofAll.get() + counts.get(place(whose));
    }

    private static int place(String whose) {
        return Math.floorMod(whose.hashCode(), COUNTS);
    }

    @Override
    public void ended(String whose) {
        counts.incrementAndGet(place(whose));
    }

    @Override
    public void someMayHaveEnded() {
        ofAll.incrementAndGet();
    }

    @TransactionalEventListener
    void on(KeyEnded ended) {
        // Before anybody looks again, it must be gone from where they look.
        keys.end(ended.key());
        announce(ended.whose());
    }

    @TransactionalEventListener
    void on(TokensEnded ended) {
        announce(ended.whose());
    }

    private void announce(String whose) {
        redis.announceEnd(whose);
        // Whether or not our own announcement comes back.
        ended(whose);
    }
}
