package dev.perennial.process;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;

import dev.perennial.support.Api;

/**
 * Who buy, pay, change their plan and report usage all the while, each time of another of the services that take
 * requests. The first answer that is no success ends it, and whoever waits for the end learns of it.
 */
final class Customers implements AutoCloseable {
    private static final String CARD = "pm_card_visa";
    private static final long PAUSE_NANOS = TimeUnit.MILLISECONDS.toNanos(100);
    private final String metered;
    private final Instant usedAt;
    private final List<String> bought = new ArrayList<>();
    private final CompletableFuture<?> shopping;
    private volatile List<ServiceProcess> services;
    private final AtomicInteger turns = new AtomicInteger();
    private volatile boolean closing;
    private long used;

    /**
     * @param service the first that they go to
     * @param metered a subscription that pays for its usage
     */
    Customers(ServiceProcess service, String metered, Instant usedAt) {
        services = List.of(service);
        this.metered = metered;
        this.usedAt = usedAt;
        service.api().monthlyPlan("shop-small", 1000);
        service.api().monthlyPlan("shop-large", 5000);
        shopping = CompletableFuture.runAsync(this::shop, Thread::startVirtualThread);
    }

    /** From now on they go to these by turns; returns when what was sent to others is answered. */
    void goTo(ServiceProcess... others) {
        services = List.of(others);
        int sent = turns.get();
        while (turns.get() < sent + 2 && !shopping.isDone()) {
            LockSupport.parkNanos(PAUSE_NANOS);
        }
    }

    private void shop() {
        while (!closing) {
            turn(turns.get());
            turns.incrementAndGet();
            LockSupport.parkNanos(PAUSE_NANOS);
        }
    }

    private void turn(int turn) {
        var here = services;
        var first = here.get(turn % here.size()).api();
        var second = here.get((turn + 1) % here.size()).api();
        var subscription =
                first.subscribe(second.accountPayingBy(CARD), "shop-small").expect(201);
        bought.add(subscription.text("id"));
        second.post("/v1/subscriptions/" + bought.getLast() + "/change", "{\"plan_code\": \"shop-large\"}")
                .expect(200);
        // Said to both, and used once.
        report(first, turn);
        report(second, turn);
        used += turn;
    }

    private void report(Api api, int turn) {
        api.post("/v1/usage", """
                        {"subscription_id": "%s", "metric": "calls", "quantity": %d, "timestamp": "%s", "idempotency_key": "turn-%d"}""".formatted(metered, turn, usedAt, turn)).expect(202);
    }

    /** How often each of these was done so far. */
    int turns() {
        return turns.get();
    }

    /** Waits until the last of them has gone home; fails if one was refused. */
    void finish() {
        closing = true;
        shopping.orTimeout(30, TimeUnit.SECONDS).join();
    }

    /** What was bought, each with a change of plan on the same day. */
    List<String> bought() {
        return bought;
    }

    /** How much of the metered subscription was used. */
    long used() {
        return used;
    }

    @Override
    public void close() {
        closing = true;
    }
}
