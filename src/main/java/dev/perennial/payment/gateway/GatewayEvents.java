package dev.perennial.payment.gateway;

import java.time.Instant;
import java.util.List;
import java.util.Optional;

import org.jspecify.annotations.Nullable;

/**
 * What a gateway tells of its own accord. An event is a hint: what is true is asked for, so order and repetition do not
 * matter.
 */
public interface GatewayEvents {

    /** As on payments: {@code stripe}. */
    String gateway();

    /**
     * The event in a callback; empty for one that is genuine but not about us, such as of the other mode.
     *
     * @param body the raw bytes as received
     * @param signature null when there was none
     * @throws NotGenuine for everything that may not be acted upon
     */
    Optional<GatewayEvent> receive(byte[] body, @Nullable String signature);

    /**
     * Asks the gateway how the object of an event stands now.
     *
     * @throws PaymentGateway.GatewayUnavailable when it does not tell
     */
    GatewayNews read(GatewayEvent event);

    /**
     * The events since an instant, of the kinds that are acted upon.
     *
     * @throws PaymentGateway.GatewayUnavailable when the gateway does not tell
     */
    List<GatewayEvent> since(Instant since);

    /** A callback that the gateway did not send, or not now. {@code code} is stable. */
    final class NotGenuine extends RuntimeException {
        private final String code;

        public NotGenuine(String code, String message) {
            super(message);
            this.code = code;
        }

        public String code() {
            return code;
        }
    }
}
