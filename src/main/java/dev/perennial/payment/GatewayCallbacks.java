package dev.perennial.payment;

import java.time.Duration;
import java.time.InstantSource;
import java.util.List;

import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.stereotype.Service;

import dev.perennial.payment.GatewayInbox.FoundBy;
import dev.perennial.payment.gateway.GatewayEvents;
import dev.perennial.payment.gateway.GatewayEvents.NotGenuine;
import dev.perennial.payment.gateway.PaymentGateway.GatewayUnavailable;
import dev.perennial.shared.error.DomainException;
import dev.perennial.shared.error.ErrorKind;

/**
 * Takes in what the gateway tells: from its callbacks, and from its own list for those that never came. Both only
 * store; {@link GatewayEventWorker} works off what they brought.
 */
@Service
public class GatewayCallbacks {
    private static final Logger log = LoggerFactory.getLogger(GatewayCallbacks.class);
    /** The list of events may be behind by a little, and clocks differ. */
    private static final Duration OVERLAP = Duration.ofMinutes(15);
    /** A first sweep reaches back as far as Stripe goes on trying to call. */
    private static final Duration FIRST_REACH = Duration.ofDays(3);

    private final ObjectProvider<GatewayEvents> gatewayEvents;
    private final GatewayInbox inbox;
    private final InstantSource wallClock = InstantSource.system();

    GatewayCallbacks(ObjectProvider<GatewayEvents> gatewayEvents, GatewayInbox inbox) {
        this.gatewayEvents = gatewayEvents;
        this.inbox = inbox;
    }

    /**
     * Checks and stores a callback. Nothing is worked on before the gateway has its answer. Fails with {@code
     * gateway_not_found}, {@code signature_missing}, {@code signature_invalid}, {@code signature_expired}, {@code
     * malformed_json}.
     *
     * @param body the raw bytes as received
     */
    public void receive(String gateway, byte[] body, @Nullable String signature) {
        var events = gatewayEvents.getIfAvailable();
        if (events == null || !events.gateway().equals(gateway)) {
            throw new DomainException(
                    ErrorKind.NOT_FOUND, "gateway_not_found", "This service does not use that gateway.", List.of());
        }
        try {
            events.receive(body, signature).ifPresent(event -> inbox.accept(gateway, event, FoundBy.CALLBACK));
        } catch (NotGenuine e) {
            log.warn("A callback in the name of {} was refused: {}", gateway, e.code());
            throw new DomainException(ErrorKind.UNREADABLE, e.code(), String.valueOf(e.getMessage()), List.of());
        }
    }

    /** Asks the gateway for what it told since the last time and stores what never came. */
    void sweep() {
        var events = gatewayEvents.getIfAvailable();
        if (events == null) {
            return;
        }
        var gateway = events.gateway();
        var startedAt = wallClock.instant();
        var since =
                inbox.sweptUntil(gateway).orElse(startedAt.minus(FIRST_REACH)).minus(OVERLAP);
        try {
            long missed = events.since(since).stream()
                    .filter(event -> inbox.accept(gateway, event, FoundBy.SWEEP))
                    .count();
            inbox.sweptUntil(gateway, startedAt);
            inbox.forgetOld();
            if (missed > 0) {
                log.warn("{} events of {} had not come by themselves", missed, gateway);
            }
        } catch (GatewayUnavailable e) {
            log.warn("Events of {} cannot be listed now: {}", gateway, e.getMessage());
        }
    }
}
