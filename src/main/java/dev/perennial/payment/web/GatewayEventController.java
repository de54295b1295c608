package dev.perennial.payment.web;

import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.tags.Tag;
import org.jspecify.annotations.Nullable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestHeader;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RestController;

import dev.perennial.payment.GatewayCallbacks;

/** Where gateways call us. No key: the signature over the raw body is the proof. */
@RestController
@RequestMapping("/v1/gateway-events")
@Tag(name = "Payments")
class GatewayEventController {
    private final GatewayCallbacks callbacks;

    GatewayEventController(GatewayCallbacks callbacks) {
        this.callbacks = callbacks;
    }

    /** That the event is stored; it is worked on afterwards. */
    record Received(boolean received) {}

    @PostMapping("/stripe")
    @Operation(
            operationId = "receiveStripeEvent",
            summary = "Take in an event of Stripe",
            description =
                    "For Stripe's webhook endpoint. The body is checked against the Stripe-Signature header, stored "
                            + "once, and answered before it is worked on. Needs no API key.")
    Received stripe(
            @RequestBody byte[] body,
            @RequestHeader(name = "Stripe-Signature", required = false) @Nullable String signature) {
        callbacks.receive("stripe", body, signature);
        return new Received(true);
    }
}
