package dev.perennial.webhook;

import java.util.List;
import java.util.Map;
import java.util.UUID;

import org.springframework.stereotype.Component;

/** Puts together what a round needs to send: where to, how far that may be, who signs, and what. */
@Component
class Receivers {
    private final EndpointSecrets secrets;
    private final TenantReach reach;
    private final Payloads payloads;

    Receivers(EndpointSecrets secrets, TenantReach reach, Payloads payloads) {
        this.secrets = secrets;
        this.reach = reach;
        this.payloads = payloads;
    }

    Courier.Receiver of(UUID endpointId, EndpointStore.Target target) {
        return new Courier.Receiver(reach.recheck(target.url()), reach.reach(), secrets.keysOf(endpointId, target));
    }

    /** By event id. */
    Map<UUID, byte[]> bodies(List<DeliveryStore.Due> due) {
        return payloads.of(due.stream().map(DeliveryStore.Due::eventId).toList());
    }
}
