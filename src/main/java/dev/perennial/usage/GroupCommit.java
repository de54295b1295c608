package dev.perennial.usage;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;

import dev.perennial.platform.tenancy.CurrentTenant;
import dev.perennial.platform.tenancy.TenantScope;
import dev.perennial.shared.error.DomainException;

/**
 * Commits together what callers ask for at the same time one by one. Nobody waits to be joined: while a flush is free,
 * whatever waits goes at once, alone if need be; only while all are busy does a group gather. Each caller returns when
 * its group is committed. If a group fails, each of its callers tries again alone, so that only the one at fault fails.
 * <p>Callers with the same key at the same time of the test clock share a queue, and a group runs in their scope.
 *
 * @param <T> what is asked for
 * @param <R> what comes of it
 */
final class GroupCommit<T, R> {
    private final Limits limits;
    private final Function<List<T>, List<R>> work;
    private final Map<TenantScope, Lane<T, R>> lanes = new ConcurrentHashMap<>();

    /**
     * @param group most items that are committed together
     * @param flushes most groups of one queue that are under way at once
     * @param waiting most items in one queue
     */
    record Limits(int group, int flushes, int waiting) {}

    /** @param work does a group in one transaction; its results are in the order of the items */
    GroupCommit(Limits limits, Function<List<T>, List<R>> work) {
        this.limits = limits;
        this.work = work;
    }

    private static final class Lane<T, R> {
        private final Queue<Waiting<T, R>> waiting = new ArrayDeque<>();
        private int flushes;
    }

    /** @param outcome empty if its group failed and it should be tried alone */
    private record Waiting<T, R>(T item, CompletableFuture<Optional<R>> outcome) {}

    /** What came of the item, after the commit. Fails as the work fails, and with {@code too_many_requests_waiting}. */
    R submit(T item) {
        var waiting = new Waiting<>(item, new CompletableFuture<Optional<R>>());
        enqueue(withoutRequest(CurrentTenant.scope()), waiting);
        return await(waiting).orElseGet(() -> work.apply(List.of(item)).getFirst());
    }

    /** How many items wait for a flush in the queue of such callers. */
    int waiting(TenantScope caller) {
        var waiting = new AtomicInteger();
        lanes.computeIfPresent(withoutRequest(caller), (scope, lane) -> {
            waiting.set(lane.waiting.size());
            return lane;
        });
        return waiting.get();
    }

    private static TenantScope withoutRequest(TenantScope caller) {
        return new TenantScope(caller.tenantId(), caller.testMode(), caller.actor(), null, caller.frozenNow());
    }

    private static <T, R> Optional<R> await(Waiting<T, R> waiting) {
        try {
            return waiting.outcome().join();
        } catch (CompletionException e) {
            if (e.getCause() instanceof RuntimeException failure) {
                throw failure;
            }
            throw e;
        }
    }

    private void enqueue(TenantScope scope, Waiting<T, R> item) {
        lanes.compute(scope, (key, existing) -> {
            var lane = existing == null ? new Lane<T, R>() : existing;
            if (lane.waiting.size() >= limits.waiting()) {
                throw DomainException.unavailable(
                        "too_many_requests_waiting",
                        "More reports wait to be stored than the service holds. Retry shortly, or send batches.");
            }
            lane.waiting.add(item);
            if (lane.flushes < limits.flushes()) {
                lane.flushes++;
                Thread.startVirtualThread(() -> CurrentTenant.runAs(scope, () -> flushAll(scope)));
            }
            return lane;
        });
    }

    private void flushAll(TenantScope scope) {
        for (var group = next(scope); !group.isEmpty(); group = next(scope)) {
            flush(group);
        }
    }

    /** What waits, up to a group; none when this flush has to end. */
    private List<Waiting<T, R>> next(TenantScope scope) {
        var group = new ArrayList<Waiting<T, R>>();
        lanes.computeIfPresent(scope, (key, lane) -> {
            while (group.size() < limits.group() && !lane.waiting.isEmpty()) {
                group.add(lane.waiting.remove());
            }
            if (group.isEmpty()) {
                lane.flushes--;
            }
            return lane.flushes == 0 ? null : lane;
        });
        return group;
    }

    private void flush(List<Waiting<T, R>> group) {
        try {
            var results = work.apply(group.stream().map(Waiting::item).toList());
            for (int i = 0; i < group.size(); i++) {
                group.get(i).outcome().complete(Optional.of(results.get(i)));
            }
        } catch (RuntimeException | Error e) {
            if (group.size() == 1) {
                group.getFirst().outcome().completeExceptionally(e);
            } else {
                group.forEach(waiting -> waiting.outcome().complete(Optional.empty()));
            }
        }
    }
}
