package dev.perennial.platform.redis;

import java.util.EnumMap;
import java.util.Locale;
import java.util.Map;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import org.springframework.stereotype.Component;

/** Counts where it was found what one cache is asked for. */
public final class CacheLookups {
    private final Map<Source, Counter> counters = new EnumMap<>(Source.class);

    private CacheLookups(MeterRegistry meters, String cache) {
        for (var source : Source.values()) {
            counters.put(
                    source,
                    Counter.builder("perennial.cache.lookups")
                            .description("Look-ups in a cache, by where they ended")
                            .tag("cache", cache)
                            .tag("source", source.name().toLowerCase(Locale.ROOT))
                            .register(meters));
        }
    }

    /** Where something was found. */
    public enum Source {
        /** This process remembered it. */
        LOCAL,
        /** Another replica had left it in Redis. */
        SHARED,
        DATABASE,
        /** In the database, because Redis did not answer. */
        FALLBACK
    }

    public void count(Source source) {
        count(source, 1);
    }

    public void count(Source source, int times) {
        var counter = counters.get(source);
        if (counter != null && times > 0) {
            counter.increment(times);
        }
    }

    /** Makes one for each cache. */
    @Component
    public static class Factory {
        private final MeterRegistry meters;

        public Factory(MeterRegistry meters) {
            this.meters = meters;
        }

        public CacheLookups of(String cache) {
            return new CacheLookups(meters, cache);
        }
    }
}
