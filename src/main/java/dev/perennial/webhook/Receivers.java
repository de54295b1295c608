package dev.perennial.webhook;

import java.util.List;
import java.util.Map;
import java.util.UUID;

import org.springframework.beans.factory.annotation.Qualifier;
import org.springframework.stereotype.Component;

import dev.perennial.platform.outbound.OutboundGuard;

/** Puts together what a round needs to send: where to, how far that may be, who signs, and what. */
@Component
class Receivers {
    private final EndpointSecrets secrets;
    private final OutboundGuard guard;
    private final Payloads payloads;

    Receivers(EndpointSecrets secrets, @Qualifier("webhookGuard") OutboundGuard guard, Payloads payloads) {
        this.secrets = secrets;
        this.guard = guard;
        this.payloads = payloads;
    }

    Courier.Receiver of(UUID endpointId, EndpointStore.Target target) {
        return new Courier.Receiver(guard.recheck(target.url()), guard.reach(), secrets.keysOf(endpointId, target));
    }

    /** By event id. */
    Map<UUID, byte[]> bodies(List<DeliveryStore.Due> due) {
        return payloads.of(due.stream().map(DeliveryStore.Due::eventId).toList());
    }
}
