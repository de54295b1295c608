package dev.perennial.operations.web;

import java.util.UUID;

import jakarta.validation.Valid;

import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.media.Schema;
import io.swagger.v3.oas.annotations.tags.Tag;
import org.jspecify.annotations.Nullable;
import org.springdoc.core.annotations.ParameterObject;
import org.springframework.http.HttpStatus;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.ResponseStatus;
import org.springframework.web.bind.annotation.RestController;

import dev.perennial.billing.BillingOnRequest;
import dev.perennial.operations.StuckWork;
import dev.perennial.operations.StuckWork.Reconciled;
import dev.perennial.operations.StuckWork.Redelivered;
import dev.perennial.platform.web.Page;
import dev.perennial.platform.web.PageQuery;
import dev.perennial.subscription.ParkedSubscriptions;
import dev.perennial.subscription.SubscriptionSnapshot;

/** What a tenant's admin does when something of the tenant's is stuck. */
@RestController
@RequestMapping("/v1/admin")
@Tag(name = "Operations")
class AdminController {
    private final ParkedSubscriptions parked;
    private final BillingOnRequest billing;
    private final StuckWork stuck;

    AdminController(ParkedSubscriptions parked, BillingOnRequest billing, StuckWork stuck) {
        this.parked = parked;
        this.billing = billing;
        this.stuck = stuck;
    }

    @GetMapping("/parked-subscriptions")
    @Operation(
            operationId = "listParkedSubscriptions",
            summary = "Subscriptions that could not be billed and wait for a person, newest first",
            description = "Mend what the reason names, then unpark.")
    Page<ParkedSubscriptions.Parked> parked(@Valid @ParameterObject PageQuery page) {
        return parked.list(page);
    }

    @PostMapping("/subscriptions/{id}/unpark")
    @Operation(
            operationId = "unparkSubscription",
            summary = "Let runs bill a parked subscription again",
            description =
                    "The next run takes it up, with every period that is due meanwhile. 409 `subscription_not_parked`.")
    SubscriptionSnapshot unpark(@PathVariable UUID id) {
        return parked.unpark(id);
    }

    @PostMapping("/subscriptions/{id}/bill")
    @Operation(
            operationId = "billSubscription",
            summary = "Bill what is due of a subscription now",
            description =
                    "As the run does, every period once. A subscription that cannot be billed is parked and says why in"
                            + " `billing_problem`. 409 `nothing_due`, 409 `billing_on_hold` while it is parked.")
    SubscriptionSnapshot bill(@PathVariable UUID id) {
        return billing.bill(id);
    }

    @PostMapping("/payments/reconcile")
    @Operation(
            operationId = "reconcileUnknownPayments",
            summary = "Ask the gateway about every payment whose outcome is unknown",
            description =
                    "A hundred at most with each call; never charges. `left` says how many remain to be asked about.")
    Reconciled reconcile() {
        return stuck.reconcileUnknownPayments();
    }

    @Schema(name = "RedeliverWebhooks")
    record RedeliverRequest(
            @Nullable @Schema(description = "Only of this endpoint; of all if absent")
            UUID endpointId) {}

    @PostMapping("/webhook-deliveries/redeliver")
    @ResponseStatus(HttpStatus.ACCEPTED)
    @Operation(
            operationId = "redeliverDeadWebhooks",
            summary = "Send all dead letters again",
            description = "Those of endpoints that are enabled. They keep their ids and go after news.")
    Redelivered redeliver(@Valid @RequestBody(required = false) @Nullable RedeliverRequest request) {
        return stuck.redeliverDeadWebhooks(request == null ? null : request.endpointId());
    }
}
