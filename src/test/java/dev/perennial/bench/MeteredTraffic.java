package dev.perennial.bench;

import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.UUID;
import java.util.stream.Collectors;

/**
 * Events as customers send them: of many subscriptions, some hours old at most, with random keys, and some of them
 * twice.
 */
final class MeteredTraffic {
    private static final int HOURS = 3;
    private final List<UUID> subscriptions;
    private final Instant now;
    private final Random random;

    /** @param seed the same for both sides of a comparison, whose events then differ in their subscriptions only */
    MeteredTraffic(List<UUID> subscriptions, Instant now, long seed) {
        this.subscriptions = subscriptions;
        this.now = now;
        this.random = new Random(seed);
    }

    record Event(UUID subscriptionId, String key, Instant occurredAt, int quantity) {
        String json() {
            return "{\"subscription_id\":\"%s\",\"metric\":\"calls\",\"quantity\":%d,\"timestamp\":\"%s\",\"idempotency_key\":\"%s\"}"
                    .formatted(subscriptionId, quantity, occurredAt, key);
        }
    }

    static byte[] json(List<Event> batch) {
        return batch.stream()
                .map(Event::json)
                .collect(Collectors.joining(",", "{\"events\":[", "]}"))
                .getBytes(StandardCharsets.UTF_8);
    }

    /** Every tenth event was sent in the batch before, if there is one. */
    List<List<Event>> batches(int count, int size) {
        var batches = new ArrayList<List<Event>>();
        for (int i = 0; i < count; i++) {
            var batch = new ArrayList<Event>();
            for (int j = 0; j < size; j++) {
                batch.add(j % 10 == 9 && i > 0 ? batches.getLast().get(j - 9) : next());
            }
            batches.add(batch);
        }
        return batches;
    }

    Event next() {
        return new Event(
                subscriptions.get(random.nextInt(subscriptions.size())),
                new UUID(random.nextLong(), random.nextLong()).toString(),
                now.minusMillis(random.nextInt(HOURS * 3_600_000)),
                random.nextInt(100));
    }
}
