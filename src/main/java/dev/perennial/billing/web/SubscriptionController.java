package dev.perennial.billing.web;

import java.time.Instant;
import java.util.UUID;

import jakarta.validation.Valid;

import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.media.Schema;
import io.swagger.v3.oas.annotations.tags.Tag;
import org.jspecify.annotations.Nullable;
import org.springdoc.core.annotations.ParameterObject;
import org.springframework.http.HttpStatus;
import org.springframework.web.bind.annotation.DeleteMapping;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PatchMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.ResponseStatus;
import org.springframework.web.bind.annotation.RestController;
import tools.jackson.databind.node.ObjectNode;

import dev.perennial.billing.Cancelling;
import dev.perennial.billing.ChangeSubscription;
import dev.perennial.billing.Changing;
import dev.perennial.billing.Pausing;
import dev.perennial.billing.Previews;
import dev.perennial.billing.Sale;
import dev.perennial.billing.Subscribing;
import dev.perennial.billing.Trying;
import dev.perennial.invoice.InvoicePreview;
import dev.perennial.platform.idempotency.NewObjectId;
import dev.perennial.platform.web.MergePatch;
import dev.perennial.platform.web.Page;
import dev.perennial.platform.web.PageQuery;
import dev.perennial.subscription.SubscriptionDetails;
import dev.perennial.subscription.SubscriptionService;
import dev.perennial.subscription.SubscriptionSnapshot;
import dev.perennial.subscription.domain.SubscriptionStatus;

/** Subscriptions over HTTP. They live here because most of what is done to one costs something. */
@RestController
@RequestMapping("/v1/subscriptions")
@Tag(name = "Subscriptions")
class SubscriptionController {
    private final Subscribing subscribing;
    private final SubscriptionService subscriptions;
    private final Cancelling cancelling;
    private final Changing changing;
    private final Pausing pausing;
    private final Trying trying;
    private final Previews previews;
    private final MergePatch mergePatch;

    SubscriptionController(
            Subscribing subscribing,
            SubscriptionService subscriptions,
            Cancelling cancelling,
            Changing changing,
            Pausing pausing,
            Trying trying,
            Previews previews,
            MergePatch mergePatch) {
        this.subscribing = subscribing;
        this.cancelling = cancelling;
        this.changing = changing;
        this.pausing = pausing;
        this.trying = trying;
        this.previews = previews;
        this.subscriptions = subscriptions;
        this.mergePatch = mergePatch;
    }

    @PostMapping
    @ResponseStatus(HttpStatus.CREATED)
    @Operation(
            operationId = "createSubscription",
            summary = "Sell a plan to an account",
            description = "Without a trial the first invoice is made and collected at once.")
    SubscriptionSnapshot create(@Valid @RequestBody Sale sale) {
        return subscribing.subscribe(NewObjectId.next(), sale);
    }

    @GetMapping
    @Operation(operationId = "listSubscriptions", summary = "List subscriptions, newest first")
    Page<SubscriptionSnapshot> list(
            @RequestParam(name = "account_id", required = false) @Nullable UUID accountId,
            @RequestParam(required = false) @Nullable SubscriptionStatus status,
            @RequestParam(name = "plan_id", required = false) @Nullable UUID planId,
            @Valid @ParameterObject PageQuery page) {
        return subscriptions.list(accountId, status, planId, page);
    }

    @GetMapping("/{id}")
    @Operation(operationId = "getSubscription", summary = "Read a subscription")
    SubscriptionSnapshot get(@PathVariable UUID id) {
        return subscriptions.get(id);
    }

    @PatchMapping("/{id}")
    @Operation(
            operationId = "updateSubscription",
            summary = "Change metadata, collection or terms of payment (JSON merge patch)")
    SubscriptionSnapshot patch(@PathVariable UUID id, @RequestBody ObjectNode patch) {
        return subscriptions.describe(id, details -> mergePatch.apply(patch, details, SubscriptionDetails.class));
    }

    /** When a cancellation takes effect. */
    enum CancelAt {
        NOW,
        PERIOD_END
    }

    /** What becomes of time that was paid for and will not be used. */
    enum UnusedTime {
        NONE,
        CREDIT
    }

    record CancelRequest(@Nullable CancelAt at, @Nullable UnusedTime unusedTime) {}

    @PostMapping("/{id}/cancel")
    @Operation(operationId = "cancelSubscription", summary = "Cancel now or at the end of the paid period")
    SubscriptionSnapshot cancel(@PathVariable UUID id, @RequestBody(required = false) @Nullable CancelRequest request) {
        return request != null && request.at() == CancelAt.NOW
                ? cancelling.cancelNow(id, request.unusedTime() != UnusedTime.NONE)
                : cancelling.cancelAtPeriodEnd(id);
    }

    @PostMapping("/{id}/reactivate")
    @Operation(operationId = "reactivateSubscription", summary = "Take back a cancellation that has not come about")
    SubscriptionSnapshot reactivate(@PathVariable UUID id) {
        return cancelling.reactivate(id);
    }

    @PostMapping("/{id}/change")
    @Operation(
            operationId = "changeSubscription",
            summary = "Change plan or quantity",
            description =
                    "Now, the unused time of the old price is credited and the rest of the period charged at the new"
                            + " one; a negative net becomes account credit. Another interval begins a new period.")
    SubscriptionSnapshot change(@PathVariable UUID id, @Valid @RequestBody ChangeSubscription request) {
        return changing.change(id, request);
    }

    @PostMapping("/{id}/change/preview")
    @Operation(operationId = "previewSubscriptionChange", summary = "The invoice that a change would make")
    InvoicePreview previewChange(@PathVariable UUID id, @Valid @RequestBody ChangeSubscription request) {
        return changing.preview(id, request);
    }

    @DeleteMapping("/{id}/pending-change")
    @Operation(operationId = "deletePendingChange", summary = "Take back a change that has not come about")
    SubscriptionSnapshot dropPendingChange(@PathVariable UUID id) {
        return changing.dropPendingChange(id);
    }

    @GetMapping("/{id}/upcoming-invoice")
    @Operation(operationId = "getUpcomingInvoice", summary = "The next invoice, as things stand")
    InvoicePreview upcomingInvoice(@PathVariable UUID id) {
        return previews.upcoming(id);
    }

    record PauseRequest(
            @Nullable @Schema(description = "When it resumes on its own; never if absent")
            Instant resumeAt) {}

    @PostMapping("/{id}/pause")
    @Operation(operationId = "pauseSubscription", summary = "Stop billing for a while")
    SubscriptionSnapshot pause(@PathVariable UUID id, @RequestBody(required = false) @Nullable PauseRequest request) {
        return pausing.pause(id, request == null ? null : request.resumeAt());
    }

    @PostMapping("/{id}/resume")
    @Operation(
            operationId = "resumeSubscription",
            summary = "End a pause",
            description =
                    "A new period begins now; time billed before the pause and not used is credited on its invoice.")
    SubscriptionSnapshot resume(@PathVariable UUID id) {
        return pausing.resume(id);
    }

    record TrialRequest(
            @Nullable @Schema(description = "When the trial ends; now if absent")
            Instant trialEnd,

            @Nullable @Schema(description = "For a subscription that is paid for; CREDIT if absent")
            UnusedTime unusedTime) {}

    @PostMapping("/{id}/trial")
    @Operation(
            operationId = "changeTrial",
            summary = "Extend, shorten or end a trial, or put one on a paid subscription")
    SubscriptionSnapshot changeTrial(
            @PathVariable UUID id, @RequestBody(required = false) @Nullable TrialRequest request) {
        return trying.changeTrial(
                id,
                request == null ? null : request.trialEnd(),
                request == null || request.unusedTime() != UnusedTime.NONE);
    }
}
