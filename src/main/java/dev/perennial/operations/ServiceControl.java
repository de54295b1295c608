package dev.perennial.operations;

import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Map;

import io.swagger.v3.oas.annotations.media.Schema;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Service;
import org.springframework.transaction.annotation.Transactional;

import dev.perennial.payment.ParkedGatewayEvents;
import dev.perennial.platform.job.WorkerPauses;
import dev.perennial.shared.error.DomainException;

/** What the operator does to the service as a whole. Each call is written down in the operator's log. */
@Service
public class ServiceControl {
    private final WorkerPauses workers;
    private final ParkedGatewayEvents gatewayEvents;
    private final OperatorActions actions;

    ServiceControl(WorkerPauses workers, ParkedGatewayEvents gatewayEvents, OperatorActions actions) {
        this.workers = workers;
        this.gatewayEvents = gatewayEvents;
        this.actions = actions;
    }

    /**
     * A worker and whether it rests.
     *
     * @param reason why it does; null if it does not
     */
    @Schema(name = "Worker")
    public record WorkerState(
            @Schema(example = "billing") String name,
            boolean paused,
            @Nullable Instant pausedAt,
            @Nullable String pausedBy,
            @Nullable String reason) {}

    /** All workers, in alphabetical order. */
    public List<WorkerState> workers() {
        var pauses = workers.pauses();
        return WorkerPauses.NAMES.stream()
                .map(name -> {
                    var pause = pauses.get(name);
                    return pause == null
                            ? new WorkerState(name, false, null, null, null)
                            : new WorkerState(name, true, pause.pausedAt(), pause.actor(), pause.reason());
                })
                .toList();
    }

    /**
     * Lets workers rest on every replica, within a second. Fails on a name that no worker has.
     *
     * @param names null for all
     */
    @Transactional
    public void pause(@Nullable Collection<String> names, String reason, String requestId) {
        var chosen = chosen(names);
        workers.pause(chosen, reason, OperatorActions.OPERATOR);
        actions.record("workers.paused", requestId, Map.of("workers", chosen, "reason", reason));
    }

    /**
     * Lets workers go on. Fails on a name that no worker has.
     *
     * @param names null for all
     */
    @Transactional
    public void resume(@Nullable Collection<String> names, String requestId) {
        var chosen = chosen(names);
        workers.resume(chosen);
        actions.record("workers.resumed", requestId, Map.of("workers", chosen));
    }

    private static Collection<String> chosen(@Nullable Collection<String> names) {
        if (names != null && !WorkerPauses.NAMES.containsAll(names)) {
            throw DomainException.invalid(
                    "workers", "invalid_value", "must be some of " + String.join(", ", WorkerPauses.NAMES));
        }
        return names == null ? WorkerPauses.NAMES : names;
    }

    /** Events of the gateway that wait for a person, the oldest first. */
    public List<ParkedGatewayEvents.Parked> parkedGatewayEvents(int limit) {
        return gatewayEvents.list(limit);
    }

    /**
     * Has parked events worked off again.
     *
     * @param ids null for all
     * @return how many
     */
    @Transactional
    public int retryGatewayEvents(@Nullable List<String> ids, String requestId) {
        int events = gatewayEvents.retry(ids);
        var which = ids == null ? "all" : ids;
        actions.record("gateway_events.retried", requestId, Map.of("ids", which, "events", events));
        return events;
    }
}
