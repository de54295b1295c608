package dev.perennial.webhook;

import java.time.Duration;
import java.util.Collection;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.beans.factory.DisposableBean;
import org.springframework.stereotype.Component;
import org.springframework.transaction.support.TransactionSynchronization;
import org.springframework.transaction.support.TransactionSynchronizationManager;

import dev.perennial.platform.job.WorkerGate;
import dev.perennial.platform.job.WorkerPauses;
import dev.perennial.platform.tenancy.CurrentTenant;
import dev.perennial.platform.tenancy.TenantScope;
import dev.perennial.platform.tenancy.TenantScopes;
import dev.perennial.webhook.domain.Pace;

/**
 * Sends what is due: every endpoint has a lane of its own, with a thread of its own while there is something in it. So
 * an endpoint that hangs keeps its own thread waiting and nobody else.
 */
@Component
class Lanes implements DisposableBean {
    private static final Logger log = LoggerFactory.getLogger(Lanes.class);
    /** After it a round begins no further attempt; with one attempt more it must fit into the lease of the lane. */
    private static final Duration ROUND_MAX = Duration.ofSeconds(3);

    private static final Duration STOP_WAIT_MAX = Duration.ofSeconds(5);
    /**
     * Lanes wait for each other only for the database, where each needs milliseconds; requests must find connections,
     * too.
     */
    private static final int CONNECTIONS_MAX = 4;

    private final Rounds rounds;
    private final Courier courier;
    private final TenantScopes scopes;
    private final WorkerGate gate;
    private final WorkerPauses workers;
    private final Semaphore connections = new Semaphore(CONNECTIONS_MAX, true);
    private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
    /** Lanes at work, and whether somebody called again since they last looked. */
    private final Map<LaneKey, Boolean> atWork = new ConcurrentHashMap<>();

    Lanes(Rounds rounds, Courier courier, TenantScopes scopes, WorkerGate gate, WorkerPauses workers) {
        this.rounds = rounds;
        this.courier = courier;
        this.scopes = scopes;
        this.gate = gate;
        this.workers = workers;
    }

    /** Looks after these endpoints of the current tenant as soon as the running transaction is committed. */
    void wakeAfterCommit(Collection<UUID> endpointIds) {
        var tenantId = CurrentTenant.id();
        TransactionSynchronizationManager.registerSynchronization(new TransactionSynchronization() {
            @Override
            public void afterCommit() {
                endpointIds.forEach(id -> wake(new LaneKey(tenantId, id)));
            }
        });
    }

    /** Looks after a lane, in the background. */
    void wake(LaneKey lane) {
        if (gate.isOpen() && atWork.put(lane, true) == null) {
            threads.execute(() -> work(lane));
        }
    }

    private void work(LaneKey lane) {
        try {
            do {
                atWork.put(lane, false);
                CurrentTenant.runAs(
                        scopes.open(lane.tenantId(), TenantScope.JOB_PREFIX + "webhooks", null),
                        () -> workOff(lane.endpointId()));
            } while (!atWork.remove(lane, false));
        } catch (RuntimeException e) {
            atWork.remove(lane);
            log.error("The lane of endpoint {} stopped; it goes on with the next tick", lane.endpointId(), e);
        }
    }

    private void workOff(UUID endpointId) {
        if (!mayGoOn()) {
            return;
        }
        var round = withConnection(() -> rounds.begin(endpointId));
        while (round.isPresent()) {
            var sent = round.get();
            var outcomes = send(sent);
            var retryAfter = outcomes.stream()
                    .filter(Outcome::failed)
                    .map(outcome -> courier.retryAfter(outcome.requireSent().answer()))
                    .max(Duration::compareTo)
                    .orElse(Duration.ZERO);
            boolean goesOn = mayGoOn();
            round = withConnection(() -> goesOn
                    ? rounds.endAndBegin(sent, outcomes, retryAfter)
                    : rounds.endLast(sent, outcomes, retryAfter));
        }
    }

    private boolean mayGoOn() {
        return gate.isOpen() && !workers.isPaused("webhooks");
    }

    /** What is not begun in time stays due: it was not claimed. */
    private List<Outcome> send(Rounds.Round round) {
        var waiting = new ConcurrentLinkedQueue<>(round.due());
        var outcomes = new ConcurrentLinkedQueue<Outcome>();
        long endNanos = System.nanoTime() + ROUND_MAX.toNanos();
        Callable<Boolean> sender = () -> {
            DeliveryStore.Due due;
            while (System.nanoTime() < endNanos && (due = waiting.poll()) != null) {
                outcomes.add(courier.deliver(due, round.bodies().get(due.eventId()), round.receiver()));
            }
            return true;
        };
        try {
            threads.invokeAll(Collections.nCopies(Pace.after(round.failures()).width(), sender));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        return List.copyOf(outcomes);
    }

    private <T> T withConnection(Supplier<T> work) {
        connections.acquireUninterruptibly();
        try {
            return work.get();
        } finally {
            connections.release();
        }
    }

    /** Gives what is under way a moment to end. What does not is sent again by whoever comes next. */
    @Override
    public void destroy() throws InterruptedException {
        threads.shutdown();
        if (!threads.awaitTermination(STOP_WAIT_MAX.toMillis(), TimeUnit.MILLISECONDS)) {
            threads.shutdownNow();
        }
    }
}
