package dev.perennial.usage;

import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

import dev.perennial.platform.tenancy.CurrentTenant;
import dev.perennial.platform.tenancy.TenantScope;
import dev.perennial.shared.error.DomainException;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

class GroupCommitTests {
    private static final TenantScope CALLER = new TenantScope(new UUID(0, 1), true, "key:1", null, null);
    private final ExecutorService callers = Executors.newVirtualThreadPerTaskExecutor();
    /** What was committed, group by group. */
    private final List<List<Integer>> groups = Collections.synchronizedList(new ArrayList<>());
    /** Each group takes one to begin. */
    private final Semaphore mayBegin = new Semaphore(0);

    private final AtomicInteger begun = new AtomicInteger();

    @AfterEach
    void stop() {
        callers.shutdownNow();
    }

    @Test
    void takesWhatComesAloneAtOnce() throws Exception {
        var commit = committing(50, 1, 100);
        mayBegin.release();

        assertThat(submit(commit, CALLER, 7).get()).isEqualTo(70);

        assertThat(groups).containsExactly(List.of(7));
    }

    @Test
    void gathersWhatComesWhileAllFlushesAreBusy() throws Exception {
        var commit = committing(50, 1, 100);
        var first = submit(commit, CALLER, 0);
        await().until(() -> begun.get() == 1);

        var others = IntStream.rangeClosed(1, 60)
                .mapToObj(i -> submit(commit, CALLER, i))
                .toList();
        await().until(() -> commit.waiting(CALLER) == 60);
        mayBegin.release(3);

        assertThat(first.get()).isZero();
        for (int i = 0; i < others.size(); i++) {
            assertThat(others.get(i).get()).isEqualTo((i + 1) * 10);
        }
        assertThat(groups).extracting(List::size).containsExactly(1, 50, 10);
        assertThat(commit.waiting(CALLER)).isZero();
    }

    @Test
    void keepsNoMoreFlushesUnderWayThanAllowed() {
        var commit = committing(1, 3, 100);

        var all =
                IntStream.range(0, 10).mapToObj(i -> submit(commit, CALLER, i)).toList();
        await().until(() -> begun.get() == 3 && commit.waiting(CALLER) == 7);
        mayBegin.release(10);

        assertThat(all).allSatisfy(one -> assertThat(one.get()).isNotNegative());
        assertThat(groups).hasSize(10);
    }

    @Test
    void letsOneThatFailsFailAlone() throws Exception {
        var commit = committing(50, 1, 100);
        var first = submit(commit, CALLER, 0);
        await().until(() -> begun.get() == 1);
        var good = submit(commit, CALLER, 1);
        var bad = submit(commit, CALLER, -1);
        var alsoGood = submit(commit, CALLER, 2);
        await().until(() -> commit.waiting(CALLER) == 3);
        mayBegin.release(5);

        assertThat(first.get()).isZero();
        assertThat(good.get()).isEqualTo(10);
        assertThat(alsoGood.get()).isEqualTo(20);
        assertThatThrownBy(bad::get).hasRootCauseInstanceOf(ArithmeticException.class);
    }

    @Test
    void tellsACallerWhoIsAloneWhyItFailed() {
        var commit = committing(50, 1, 100);
        mayBegin.release(2);

        assertThatThrownBy(submit(commit, CALLER, -1)::get).hasRootCauseInstanceOf(ArithmeticException.class);

        assertThat(begun).as("tried once").hasValue(1);
    }

    @Test
    void refusesWhatItCannotHold() throws Exception {
        var commit = committing(50, 1, 2);
        var first = submit(commit, CALLER, 0);
        await().until(() -> begun.get() == 1);
        var held = List.of(submit(commit, CALLER, 1), submit(commit, CALLER, 2));
        await().until(() -> commit.waiting(CALLER) == 2);

        assertThatThrownBy(submit(commit, CALLER, 3)::get)
                .rootCause()
                .isInstanceOfSatisfying(
                        DomainException.class, e -> assertThat(e.code()).isEqualTo("too_many_requests_waiting"));
        mayBegin.release(10);
        assertThat(first.get()).isZero();
        assertThat(held).allSatisfy(one -> assertThat(one.get()).isPositive());
    }

    @Test
    void mixesNeitherTenantsNorTimesOfTheTestClockAndRunsInTheScopeOfTheCallers() throws Exception {
        var scopes = Collections.synchronizedList(new ArrayList<TenantScope>());
        var begin = new CountDownLatch(1);
        var commit = new GroupCommit<Integer, Integer>(new GroupCommit.Limits(50, 1, 100), items -> {
            scopes.add(CurrentTenant.scope());
            await().until(() -> begin.getCount() == 0);
            return items;
        });
        var later = CALLER.at(Instant.parse("2026-01-01T00:00:00Z"));
        var other = new TenantScope(new UUID(0, 2), true, "key:2", null, null);

        var all = List.of(submit(commit, CALLER, 1), submit(commit, later, 2), submit(commit, other, 3));
        await().until(() -> scopes.size() == 3);
        begin.countDown();

        for (var one : all) {
            one.get();
        }
        assertThat(scopes).containsExactlyInAnyOrder(CALLER, later, other);
    }

    /** Multiplies by ten; what is negative breaks its whole group, as a database would. */
    private GroupCommit<Integer, Integer> committing(int group, int flushes, int waiting) {
        return new GroupCommit<>(new GroupCommit.Limits(group, flushes, waiting), items -> {
            begun.incrementAndGet();
            mayBegin.acquireUninterruptibly();
            if (items.stream().anyMatch(item -> item < 0)) {
                throw new ArithmeticException("poison");
            }
            groups.add(items);
            return items.stream().map(item -> item * 10).toList();
        });
    }

    private <R> Future<R> submit(GroupCommit<Integer, R> commit, TenantScope scope, int item) {
        Callable<R> call = () -> CurrentTenant.callAs(scope, () -> commit.submit(item));
        return callers.submit(call);
    }
}
