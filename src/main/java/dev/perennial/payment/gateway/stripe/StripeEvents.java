package dev.perennial.payment.gateway.stripe;

import java.time.Instant;
import java.util.ArrayList;
import java.util.Currency;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.UUID;

import com.stripe.StripeClient;
import com.stripe.exception.StripeException;
import com.stripe.param.EventListParams;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

import dev.perennial.payment.domain.DisputeStatus;
import dev.perennial.payment.gateway.GatewayDispute;
import dev.perennial.payment.gateway.GatewayEvent;
import dev.perennial.payment.gateway.GatewayEvents;
import dev.perennial.payment.gateway.GatewayNews;
import dev.perennial.payment.gateway.PaymentGateway.GatewayUnavailable;

/**
 * Stripe's events. Of their content only the type, the object's id and our own marks are believed, since the rest is a
 * snapshot in whatever API version the endpoint has; everything else is read from the object itself.
 */
final class StripeEvents implements GatewayEvents {
    /** What the webhook endpoint should be subscribed to, and what a sweep asks for. */
    static final List<String> TYPES = List.of(
            "payment_intent.succeeded",
            "payment_intent.payment_failed",
            "payment_intent.processing",
            "payment_intent.requires_action",
            "payment_intent.canceled",
            "refund.created",
            "refund.updated",
            "refund.failed",
            "charge.dispute.created",
            "charge.dispute.updated",
            "charge.dispute.closed",
            "charge.dispute.funds_withdrawn",
            "charge.dispute.funds_reinstated",
            "payment_method.automatically_updated",
            "payment_method.updated",
            "payment_method.detached",
            "checkout.session.completed",
            "checkout.session.expired");

    private static final JsonMapper JSON = JsonMapper.shared();
    private static final Set<String> HANDLED = Set.copyOf(TYPES);
    private static final long PAGE_SIZE = 100;

    private final StripeClient stripe;
    private final StripeWebhookVerifier verifier;
    private final StripePaymentMethods methods;
    private final StripeSetups setups;
    private final boolean live;

    StripeEvents(
            StripeClient stripe,
            StripeWebhookVerifier verifier,
            StripePaymentMethods methods,
            StripeSetups setups,
            boolean live) {
        this.stripe = stripe;
        this.verifier = verifier;
        this.methods = methods;
        this.setups = setups;
        this.live = live;
    }

    @Override
    public String gateway() {
        return StripeGateway.NAME;
    }

    @Override
    public Optional<GatewayEvent> receive(byte[] body, @Nullable String signature) {
        switch (verifier.verify(body, signature)) {
            case GENUINE -> {
                // Read on.
            }
            case MALFORMED ->
                throw new NotGenuine("signature_missing", "There is no readable Stripe-Signature header.");
            case FORGED -> throw new NotGenuine("signature_invalid", "The signature does not belong to this body.");
            case OUT_OF_TIME ->
                throw new NotGenuine("signature_expired", "The signature is more than five minutes old or ahead.");
        }
        try {
            return parse(JSON.readTree(body));
        } catch (JacksonException ignored) {
            throw new NotGenuine("malformed_json", "The body is not an event.");
        }
    }

    /** Empty for what is not about us: the other mode, somebody else's account, an object without a name. */
    private Optional<GatewayEvent> parse(JsonNode event) {
        var object = event.path("data").path("object");
        var id = text(event, "id");
        var type = text(event, "type");
        var objectId = text(object, "id");
        boolean ours = event.path("livemode").asBoolean(live) == live && !event.has("account");
        if (id == null || type == null || objectId == null || !ours) {
            return Optional.empty();
        }
        var marks = object.path("metadata");
        return Optional.of(new GatewayEvent(
                id,
                type,
                objectId,
                uuid(text(marks, StripeOutcomes.TENANT_ID)),
                uuid(text(marks, StripeOutcomes.PAYMENT_ID)),
                Instant.ofEpochSecond(event.path("created").asLong(0))));
    }

    @Override
    public GatewayNews read(GatewayEvent event) {
        if (!HANDLED.contains(event.type())) {
            return new GatewayNews.Nothing("not acted upon");
        }
        var family = event.type().substring(0, event.type().lastIndexOf('.'));
        try {
            return switch (family) {
                case "payment_intent" -> ofPayment(event);
                case "refund" -> ofRefund(event.objectId());
                case "charge.dispute" -> ofDispute(event.objectId());
                case "payment_method" -> methods.read(event.objectId());
                case "checkout.session" -> setups.read(event.objectId());
                default -> new GatewayNews.Nothing("not acted upon");
            };
        } catch (StripeException e) {
            if (e.getStripeError() != null && "resource_missing".equals(e.getCode())) {
                return new GatewayNews.Nothing("Stripe has no " + event.objectId());
            }
            throw new GatewayUnavailable(StripeOutcomes.describe(e), null);
        }
    }

    private static GatewayNews ofPayment(GatewayEvent event) {
        var tenantId = event.tenantId();
        var paymentId = event.paymentId();
        return tenantId == null || paymentId == null
                ? new GatewayNews.Nothing("no payment of ours")
                : new GatewayNews.OfPayment(tenantId, paymentId, event.objectId());
    }

    private GatewayNews ofRefund(String refundId) throws StripeException {
        var refund = stripe.v1().refunds().retrieve(refundId);
        var payment = payment(refund.getPaymentIntent());
        var amount = minor(refund.getAmount(), refund.getCurrency());
        if (payment == null || amount.isEmpty()) {
            return new GatewayNews.Nothing("no payment of ours");
        }
        var outcome = StripeRefunds.outcome(refund);
        var marks = refund.getMetadata() == null ? Map.<String, String>of() : refund.getMetadata();
        return new GatewayNews.OfRefund(
                payment.tenantId(),
                payment.paymentId(),
                refund.getPaymentIntent(),
                uuid(marks.get(StripeRefunds.REFUND_ID)),
                refund.getId(),
                amount.getAsLong(),
                outcome);
    }

    private GatewayNews ofDispute(String disputeId) throws StripeException {
        var dispute = stripe.v1().disputes().retrieve(disputeId);
        var payment = payment(dispute.getPaymentIntent());
        var amount = minor(dispute.getAmount(), dispute.getCurrency());
        if (payment == null || amount.isEmpty()) {
            return new GatewayNews.Nothing("no payment of ours");
        }
        return new GatewayNews.OfDispute(
                payment.tenantId(),
                payment.paymentId(),
                dispute.getPaymentIntent(),
                new GatewayDispute(
                        dispute.getId(), amount.getAsLong(), status(dispute.getStatus()), dispute.getReason()));
    }

    private static DisputeStatus status(@Nullable String status) {
        return switch (status == null ? "" : status) {
            case "warning_needs_response", "warning_under_review" -> DisputeStatus.INQUIRY;
            case "needs_response" -> DisputeStatus.NEEDS_RESPONSE;
            case "under_review" -> DisputeStatus.UNDER_REVIEW;
            case "won" -> DisputeStatus.WON;
            case "lost" -> DisputeStatus.LOST;
            case "warning_closed", "prevented" -> DisputeStatus.CLOSED;
            // A state nobody has heard of: somebody must look, and the event waits until then.
            default -> throw new IllegalStateException("dispute is " + status);
        };
    }

    private record OurPayment(UUID tenantId, UUID paymentId) {}

    /** Whose payment an intent is, by our own marks on it. */
    private @Nullable OurPayment payment(@Nullable String paymentIntentId) throws StripeException {
        if (paymentIntentId == null) {
            return null;
        }
        var metadata = stripe.v1().paymentIntents().retrieve(paymentIntentId).getMetadata();
        var tenantId = metadata == null ? null : uuid(metadata.get(StripeOutcomes.TENANT_ID));
        var paymentId = metadata == null ? null : uuid(metadata.get(StripeOutcomes.PAYMENT_ID));
        return tenantId == null || paymentId == null ? null : new OurPayment(tenantId, paymentId);
    }

    @Override
    public List<GatewayEvent> since(Instant since) {
        var found = new ArrayList<GatewayEvent>();
        try {
            String after = null;
            boolean more = true;
            while (more) {
                var page = page(since, after);
                for (var event : page.path("data")) {
                    after = text(event, "id");
                    parse(event).ifPresent(found::add);
                }
                more = after != null && page.path("has_more").asBoolean(false);
            }
        } catch (StripeException e) {
            throw new GatewayUnavailable(StripeOutcomes.describe(e), null);
        } catch (RuntimeException e) {
            throw new GatewayUnavailable(
                    "Stripe's list of events is unreadable: " + e.getClass().getSimpleName(), null);
        }
        return found.reversed();
    }

    /** A page as it came: the library would try to read the objects in it by its own version. */
    private JsonNode page(Instant since, @Nullable String after) throws StripeException {
        var params = EventListParams.builder()
                .setCreated(EventListParams.Created.builder()
                        .setGte(since.getEpochSecond())
                        .build())
                .addAllType(TYPES)
                .setLimit(PAGE_SIZE);
        var page = stripe.v1().events().list((after == null ? params : params.setStartingAfter(after)).build());
        return JSON.readTree(page.getLastResponse().body());
    }

    private static OptionalLong minor(@Nullable Long amount, @Nullable String currency) {
        if (amount == null || currency == null) {
            return OptionalLong.empty();
        }
        try {
            return StripeAmounts.toMinor(amount, Currency.getInstance(currency.toUpperCase(Locale.ROOT)));
        } catch (IllegalArgumentException ignored) {
            return OptionalLong.empty();
        }
    }

    private static @Nullable String text(JsonNode object, String name) {
        var value = object.path(name);
        return value.isString() ? value.asString() : null;
    }

    private static @Nullable UUID uuid(@Nullable String text) {
        try {
            return text == null ? null : UUID.fromString(text);
        } catch (IllegalArgumentException ignored) {
            return null;
        }
    }
}
