package dev.perennial.process;

import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.Random;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Supplier;
import java.util.stream.Collectors;

import dev.perennial.support.Api;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Sixteen customers who report usage at once, as batches, streams and one by one. A fifth of what they send was sent
 * before, perhaps by another of them, and what is not acknowledged they send again until it is.
 */
final class ReportingClients implements AutoCloseable {
    private static final int CLIENTS = 16;
    private static final int PARCEL = 100;
    private static final long SEED = 20_261_124;
    private final Supplier<Api> service;
    private final Queue<Parcel> parcels = new ConcurrentLinkedQueue<>();
    private final Map<String, Long> quantities = new HashMap<>();
    private final AtomicInteger acknowledged = new AtomicInteger();
    private final AtomicInteger retries = new AtomicInteger();
    private final ExecutorService threads = Executors.newFixedThreadPool(CLIENTS);
    private final List<Future<?>> running = new ArrayList<>();
    private int different;

    private enum Manner {
        BATCH,
        STREAM,
        ONE_BY_ONE
    }

    private record Parcel(Manner manner, List<String> events) {}

    /**
     * @param service to send to; asked again for every attempt
     * @param events how many are sent, those counted that are sent twice
     */
    ReportingClients(Supplier<Api> service, List<String> subscriptions, Instant occurredAt, int events) {
        this.service = service;
        var random = new Random(SEED);
        var sent = new ArrayList<String>();
        for (int i = 0; i < events; i++) {
            sent.add(i % 5 == 4 ? sent.get(random.nextInt(i)) : fresh(i, subscriptions, occurredAt));
        }
        for (int i = 0; i < events; i += PARCEL) {
            var manner = Manner.values()[i / PARCEL % 8 < 6 ? 0 : i / PARCEL % 8 - 5];
            parcels.add(new Parcel(manner, List.copyOf(sent.subList(i, Math.min(events, i + PARCEL)))));
        }
    }

    private String fresh(int number, List<String> subscriptions, Instant occurredAt) {
        var subscription = subscriptions.get(different % subscriptions.size());
        int quantity = 1 + number % 7;
        quantities.merge(subscription, (long) quantity, Long::sum);
        different++;
        return """
                {"subscription_id": "%s", "metric": "calls", "quantity": %d, "timestamp": "%s", "idempotency_key": "event-%d"}""".formatted(subscription, quantity, occurredAt.plusSeconds(number % 10_000), number);
    }

    void start() {
        for (int i = 0; i < CLIENTS; i++) {
            running.add(threads.submit(() -> {
                for (var parcel = parcels.poll(); parcel != null; parcel = parcels.poll()) {
                    deliver(parcel);
                    acknowledged.addAndGet(parcel.events().size());
                }
            }));
        }
    }

    /** Waits until everything is acknowledged. */
    void finish() {
        for (var client : running) {
            try {
                client.get(10, TimeUnit.MINUTES);
            } catch (Exception e) {
                throw new IllegalStateException(e);
            }
        }
    }

    /** How many events are acknowledged so far, by parcel. */
    int acknowledged() {
        return acknowledged.get();
    }

    /** How often something had to be sent again. */
    int retries() {
        return retries.get();
    }

    /** How many different events there are. */
    int different() {
        return different;
    }

    /** What a subscription has used. */
    long quantity(String subscription) {
        return quantities.getOrDefault(subscription, 0L);
    }

    private void deliver(Parcel parcel) {
        switch (parcel.manner()) {
            case BATCH ->
                accepted(sendUntilAcknowledged(
                        "/v1/usage/batch",
                        "{\"events\": [" + String.join(",", parcel.events()) + "]}",
                        "application/json"));
            case STREAM ->
                accepted(sendUntilAcknowledged(
                        "/v1/usage",
                        parcel.events().stream().collect(Collectors.joining("\n")),
                        "application/x-ndjson"));
            case ONE_BY_ONE ->
                parcel.events()
                        .forEach(event -> sendUntilAcknowledged("/v1/usage", event, "application/json")
                                .expect(202));
        }
    }

    private static void accepted(Api.Answer answer) {
        answer.expect(200);
        assertThat(answer.body().path("rejected").size())
                .as("%s", answer.body())
                .isZero();
    }

    private Api.Answer sendUntilAcknowledged(String path, String body, String type) {
        while (true) {
            try {
                var answer = service.get().post(path, body, Map.of("Content-Type", type));
                if (answer.status() < 500) {
                    return answer;
                }
            } catch (IllegalStateException e) {
                // Nobody there, or gone before the answer: it may have been kept or not.
            }
            retries.incrementAndGet();
            LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(50));
        }
    }

    @Override
    public void close() {
        threads.shutdownNow();
    }
}
