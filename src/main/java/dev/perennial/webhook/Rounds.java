package dev.perennial.webhook;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;

import org.springframework.stereotype.Service;
import org.springframework.transaction.annotation.Transactional;

import dev.perennial.webhook.domain.DisabledReason;
import dev.perennial.webhook.domain.Pace;

/**
 * One round of a lane: take up what is due (committed), send (no transaction, no connection), note what came of it
 * (committed).
 */
@Service
class Rounds {
    private static final int BURIED_AT_ONCE_MAX = 5_000;
    private final LaneStore lanes;
    private final EndpointStore endpoints;
    private final DeliveryStore deliveries;
    private final Receivers receivers;
    private final Disabling disabling;
    private final WebhookProperties properties;

    Rounds(
            LaneStore lanes,
            EndpointStore endpoints,
            DeliveryStore deliveries,
            Receivers receivers,
            Disabling disabling,
            WebhookProperties properties) {
        this.lanes = lanes;
        this.endpoints = endpoints;
        this.deliveries = deliveries;
        this.receivers = receivers;
        this.disabling = disabling;
        this.properties = properties;
    }

    /**
     * What one round sends.
     *
     * @param failures in a row before it
     */
    record Round(
            UUID endpointId,
            int failures,
            Courier.Receiver receiver,
            List<DeliveryStore.Due> due,
            Map<UUID, byte[]> bodies) {}

    /** Takes up the next round of an endpoint; empty when there is nothing to do now, or nothing for this process. */
    @Transactional
    Optional<Round> begin(UUID endpointId) {
        var failures = lanes.take(endpointId);
        if (failures.isEmpty()) {
            return Optional.empty();
        }
        var target = endpoints.target(endpointId);
        if (target.isEmpty()) {
            return bury(endpointId);
        }
        var due = deliveries.due(endpointId, Pace.after(failures.getAsInt()).batchSize());
        if (due.isEmpty()) {
            lanes.release(endpointId);
            return Optional.empty();
        }
        return Optional.of(new Round(
                endpointId, failures.getAsInt(), receivers.of(endpointId, target.get()), due, receivers.bodies(due)));
    }

    /** Nothing is sent to an endpoint that is disabled or deleted. */
    private Optional<Round> bury(UUID endpointId) {
        int buried;
        do {
            buried = deliveries.bury(endpointId, BURIED_AT_ONCE_MAX);
        } while (buried == BURIED_AT_ONCE_MAX);
        lanes.release(endpointId);
        return Optional.empty();
    }

    /** Notes what came of a round and takes up the next one, by one commit: commits are what delivery costs most. */
    @Transactional
    Optional<Round> endAndBegin(Round round, List<Outcome> outcomes, Duration retryAfter) {
        end(round, outcomes, retryAfter);
        return begin(round.endpointId());
    }

    /** Notes what came of a round and leaves the lane to other processes. */
    @Transactional
    Optional<Round> endLast(Round round, List<Outcome> outcomes, Duration retryAfter) {
        end(round, outcomes, retryAfter);
        lanes.release(round.endpointId());
        return Optional.empty();
    }

    /**
     * Notes what came of a round.
     *
     * @param outcomes in the order in which they came about
     * @param retryAfter how long the receiver wishes to be left alone
     */
    private void end(Round round, List<Outcome> outcomes, Duration retryAfter) {
        if (outcomes.stream().anyMatch(Outcome::failed)) {
            // Endpoint first, then lane: everybody locks in this order.
            endpoints.findForUpdate(round.endpointId());
        }
        deliveries.settle(outcomes);
        int failures = round.failures();
        for (var outcome : outcomes) {
            failures = outcome.accepted() ? 0 : outcome.failed() ? failures + 1 : failures;
        }
        var pause = Pace.pauseAfter(failures);
        var failing = lanes.note(round.endpointId(), failures, pause.compareTo(retryAfter) > 0 ? pause : retryAfter);
        if (outcomes.stream().anyMatch(Outcome::receiverIsGone)) {
            disabling.giveUp(round.endpointId(), DisabledReason.GONE);
        } else if (failing.compareTo(properties.disableAfter()) > 0) {
            disabling.giveUp(round.endpointId(), DisabledReason.FAILING);
        }
    }
}
