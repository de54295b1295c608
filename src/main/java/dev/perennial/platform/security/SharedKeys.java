package dev.perennial.platform.security;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Supplier;

import io.lettuce.core.ScriptOutputType;
import io.lettuce.core.SetArgs;
import org.jspecify.annotations.Nullable;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.stereotype.Component;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.json.JsonMapper;

import dev.perennial.platform.crypto.SecretVault;
import dev.perennial.platform.crypto.Signer;
import dev.perennial.platform.redis.CacheLookups;
import dev.perennial.platform.redis.CacheLookups.Source;
import dev.perennial.platform.redis.Redis;
import dev.perennial.platform.redis.Shape;
import dev.perennial.platform.security.ApiKeyLookup.Identity;

/**
 * Holders of keys that one replica looked up, for all of them, in {@link Redis}. An entry is good until a second after
 * a moment before the database was asked, by the clock of Redis alone: whatever is late or lost, a revoked key ends
 * with it.
 *
 * <pre>
 *  asked Redis   asked the database   entry written                      entry ends
 *  |--------------------|-------------------|---------------------------------|
 *                          ^ key revoked: its name is barred for two seconds, so that an entry
 *                            which is written late finds it barred, or has ended itself
 * </pre>
 *
 * Entries bear a mark that only we can make ({@link Signer}). Without a key to make it with, none are shared.
 */
@Component
class SharedKeys {
    /** How long a holder counts, unless an end is announced. */
    static final Duration GOOD_FOR = Duration.ofSeconds(1);

    static final String CACHE = "keys";
    private static final String PREFIX = "perennial:key:";
    private static final byte[] BARRED = {'-'};
    private static final String NOW = """
            local time = redis.call('time')
            local now = time[1] * 1000 + math.floor(time[2] / 1000)
            """;
    /** The entry, or nothing, and the milliseconds of Redis' clock. */
    private static final byte[] LOOK =
            (NOW + "return {redis.call('get', KEYS[1]) or '', now}").getBytes(StandardCharsets.UTF_8);

    /**
     * Writes {@code ARGV[1]}, to end at {@code ARGV[2]}, unless there is one. 0 if the key is barred or the end is
     * past.
     */
    private static final byte[] ENTER = (NOW + """
            local rest = ARGV[2] - now
            local there = redis.call('get', KEYS[1])
            if rest <= 0 or there == '-' then
              return 0
            end
            if not there then
              redis.call('set', KEYS[1], ARGV[1], 'px', rest)
            end
            return 1
            """).getBytes(StandardCharsets.UTF_8);

    private final Redis redis;
    private final @Nullable Signer signer;
    private final JsonMapper json;
    private final CacheLookups lookups;
    private final Duration goodFor;

    @Autowired
    SharedKeys(Redis redis, SecretVault vault, JsonMapper json, CacheLookups.Factory lookups) {
        this(redis, vault, json, lookups, GOOD_FOR);
    }

    SharedKeys(Redis redis, SecretVault vault, JsonMapper json, CacheLookups.Factory lookups, Duration goodFor) {
        this.redis = redis;
        // What another release wrote of other parts might say less than we must know.
        this.signer = vault.signer("keys in Redis: " + Shape.of(Entry.class)).orElse(null);
        this.json = json;
        this.lookups = lookups.of(CACHE);
        this.goodFor = goodFor;
    }

    /** @param endsAtMillis by the clock of Redis */
    record Entry(long endsAtMillis, Identity identity) {}

    /** @param goodFor how long he may be remembered, from before he was asked for */
    record Holder(Identity identity, Duration goodFor) {}

    private record Seen(byte[] entry, long nowMillis) {}

    /** Who holds a key; from the database where no replica has asked it lately. */
    Optional<Holder> find(KeyHash key, Supplier<Optional<Identity>> database) {
        var seen = signer == null ? Optional.<Seen>empty() : redis.ask(() -> look(key));
        if (seen.isEmpty()) {
            lookups.count(signer != null && redis.isConfigured() ? Source.FALLBACK : Source.DATABASE);
            return database.get().map(identity -> new Holder(identity, goodFor));
        }
        long nowMillis = seen.get().nowMillis();
        var holder = read(key, seen.get());
        if (holder.isPresent()) {
            lookups.count(Source.SHARED);
            return holder;
        }
        lookups.count(Source.DATABASE);
        return database.get().map(identity -> {
            var entry = new Entry(nowMillis + goodFor.toMillis(), identity);
            return new Holder(identity, enter(key, entry) ? goodFor : Duration.ZERO);
        });
    }

    /** Takes a key out of what is shared, and keeps it out until nobody can know any more that it was good. */
    void end(KeyHash key) {
        redis.insist(() -> redis.commands().set(nameOf(key), BARRED, SetArgs.Builder.px(goodFor.multipliedBy(2))));
    }

    private Seen look(KeyHash key) {
        List<Object> answer =
                redis.commands().eval(LOOK, ScriptOutputType.MULTI, new byte[][] {nameOf(key)}, new byte[0]);
        return new Seen((byte[]) answer.get(0), (Long) answer.get(1));
    }

    private Optional<Holder> read(KeyHash key, Seen seen) {
        return signer().read(key.text(), seen.entry())
                .flatMap(this::parse)
                .map(entry -> new Holder(entry.identity(), Duration.ofMillis(entry.endsAtMillis() - seen.nowMillis())))
                .filter(holder -> holder.goodFor().isPositive());
    }

    private Optional<Entry> parse(byte[] document) {
        try {
            return Optional.of(json.readValue(document, Entry.class));
        } catch (JacksonException e) {
            return Optional.empty();
        }
    }

    /** Whether the holder may be remembered: not when the key was ended since he was looked up. */
    private boolean enter(KeyHash key, Entry entry) {
        var signed = signer().sign(key.text(), json.writeValueAsBytes(entry));
        var endsAt = Long.toString(entry.endsAtMillis()).getBytes(StandardCharsets.UTF_8);
        return redis.<Long>ask(() -> redis.commands()
                        .eval(ENTER, ScriptOutputType.INTEGER, new byte[][] {nameOf(key)}, signed, endsAt))
                .map(entered -> entered == 1)
                .orElse(true);
    }

    private Signer signer() {
        return Objects.requireNonNull(signer);
    }

    private static byte[] nameOf(KeyHash key) {
        return (PREFIX + key.text()).getBytes(StandardCharsets.UTF_8);
    }
}
