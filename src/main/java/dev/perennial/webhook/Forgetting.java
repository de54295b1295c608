package dev.perennial.webhook;

import org.springframework.stereotype.Service;
import org.springframework.transaction.annotation.Transactional;

/** Keeps the delivery log from growing for ever. */
@Service
class Forgetting {
    private static final int AT_ONCE_MAX = 10_000;
    private final DeliveryStore deliveries;
    private final WebhookProperties properties;

    Forgetting(DeliveryStore deliveries, WebhookProperties properties) {
        this.deliveries = deliveries;
        this.properties = properties;
    }

    /**
     * Removes some of the current tenant's deliveries that have been over for long; the rest goes with the next calls.
     */
    @Transactional
    void forgetOld() {
        deliveries.forget(properties.keepFor(), AT_ONCE_MAX);
    }
}
