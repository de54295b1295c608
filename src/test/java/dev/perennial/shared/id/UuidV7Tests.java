package dev.perennial.shared.id;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import java.util.stream.IntStream;
import java.util.stream.Stream;

import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

class UuidV7Tests {
    private static final int THREADS = 4;
    private static final int IDS_PER_THREAD = 25_000;

    @Test
    void saysWhatItIs() {
        var ids = Stream.generate(UuidV7::next).limit(1_000).toList();

        assertThat(ids).allMatch(id -> id.version() == 7).allMatch(id -> id.variant() == 2);
    }

    @Test
    void beginsWithTheMillisecond() {
        long before = System.currentTimeMillis();
        var id = UuidV7.next();

        // Ids made in haste may run a little ahead of the clock: 4096 of them to the millisecond.
        assertThat(id.getMostSignificantBits() >>> 16).isBetween(before, before + 1_000);
    }

    @Test
    void saysWhenItWasMadeAndWhatComesBeforeAndAfter() {
        var id = UuidV7.next();
        var millisecond = UuidV7.madeAt(id);

        assertThat(UuidV7.floor(millisecond).toString()).isLessThanOrEqualTo(id.toString());
        assertThat(UuidV7.floor(millisecond.plusMillis(1)).toString()).isGreaterThan(id.toString());
        assertThat(UuidV7.madeAt(UuidV7.floor(millisecond))).isEqualTo(millisecond);
    }

    /** Four threads at once, a hundred thousand ids: each thread sees its own rise, and no two are alike. */
    @Test
    void risesStrictlyInEveryThread() throws Exception {
        List<Callable<List<UUID>>> makers = IntStream.range(0, THREADS)
                .<Callable<List<UUID>>>mapToObj(thread -> () ->
                        Stream.generate(UuidV7::next).limit(IDS_PER_THREAD).toList())
                .toList();
        var stamps = new HashSet<Long>();

        try (var threads = Executors.newFixedThreadPool(THREADS)) {
            for (var made : threads.invokeAll(makers)) {
                var texts = new ArrayList<String>();
                for (var id : made.get()) {
                    texts.add(id.toString());
                    stamps.add(id.getMostSignificantBits());
                }
                assertThat(texts).isSorted().doesNotHaveDuplicates();
            }
        }

        assertThat(stamps).hasSize(THREADS * IDS_PER_THREAD);
    }
}
