package dev.perennial.graphql;

import java.time.Instant;
import java.time.LocalDate;
import java.util.Map;
import java.util.UUID;

import jakarta.validation.Valid;
import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;
import jakarta.validation.constraints.NotNull;

import org.jspecify.annotations.Nullable;
import org.springframework.graphql.data.method.annotation.Argument;
import org.springframework.graphql.data.method.annotation.MutationMapping;
import org.springframework.stereotype.Controller;

import dev.perennial.billing.Cancelling;
import dev.perennial.billing.ChangeSubscription;
import dev.perennial.billing.Changing;
import dev.perennial.billing.Pausing;
import dev.perennial.billing.Subscribing;
import dev.perennial.platform.idempotency.NewObjectId;
import dev.perennial.platform.security.CurrentCaller;
import dev.perennial.platform.web.Metadata;
import dev.perennial.shared.billing.CollectionMethod;
import dev.perennial.shared.error.DomainException;
import dev.perennial.subscription.CreateSubscription;

/** Subscriptions, sold and changed. */
@Controller
class SubscriptionMutations {
    private static final String SUBSCRIPTIONS = "subscriptions";
    private final Subscribing subscribing;
    private final Changing changing;
    private final Cancelling cancelling;
    private final Pausing pausing;
    private final Inputs inputs;
    private final Views views;

    SubscriptionMutations(
            Subscribing subscribing,
            Changing changing,
            Cancelling cancelling,
            Pausing pausing,
            Inputs inputs,
            Views views) {
        this.subscribing = subscribing;
        this.changing = changing;
        this.cancelling = cancelling;
        this.pausing = pausing;
        this.inputs = inputs;
        this.views = views;
    }

    record Sale(
            @NotNull UUID accountId,
            @Nullable UUID planId,
            @Nullable String planCode,
            @Nullable @Min(0) @Max(1_000_000_000) Long quantity,
            @Nullable Instant startAt,
            @Nullable @Min(0) @Max(730) Integer trialDays,
            @Nullable LocalDate billingAnchor,
            @Nullable CollectionMethod collection,
            @Nullable @Valid @Metadata Map<String, String> metadata) {

        CreateSubscription toCommand(UUID id) {
            if ((planId == null) == (planCode == null)) {
                throw DomainException.invalid("plan_id", "required", "must be given, or plan_code instead; not both");
            }
            return new CreateSubscription(
                    id,
                    accountId,
                    planId,
                    planCode,
                    quantity == null ? 1 : quantity,
                    startAt,
                    trialDays,
                    billingAnchor,
                    collection == null ? CollectionMethod.AUTOMATIC : collection,
                    metadata == null ? Map.of() : metadata);
        }
    }

    @MutationMapping("create_subscription")
    Map<String, Object> createSubscription(@Argument Map<String, Object> input) {
        CurrentCaller.requireWrite(SUBSCRIPTIONS);
        return views.of(subscribing.subscribe(inputs.read(input, Sale.class).toCommand(NewObjectId.next())));
    }

    @MutationMapping("change_subscription")
    Map<String, Object> changeSubscription(@Argument UUID id, @Argument Map<String, Object> input) {
        CurrentCaller.requireWrite(SUBSCRIPTIONS);
        return views.of(changing.change(id, inputs.read(input, ChangeSubscription.class)));
    }

    /** At the end of the period unless told NOW; then unused time is credited unless told otherwise. */
    @MutationMapping("cancel_subscription")
    Map<String, Object> cancelSubscription(
            @Argument UUID id, @Argument String at, @Argument("unused_time") String unusedTime) {
        CurrentCaller.requireWrite(SUBSCRIPTIONS);
        return views.of(
                at.equals("NOW")
                        ? cancelling.cancelNow(id, unusedTime.equals("CREDIT"))
                        : cancelling.cancelAtPeriodEnd(id));
    }

    /** Takes a scheduled cancellation back. */
    @MutationMapping("reactivate_subscription")
    Map<String, Object> reactivateSubscription(@Argument UUID id) {
        CurrentCaller.requireWrite(SUBSCRIPTIONS);
        return views.of(cancelling.reactivate(id));
    }

    @MutationMapping("pause_subscription")
    Map<String, Object> pauseSubscription(@Argument UUID id, @Argument("resume_at") @Nullable Instant resumeAt) {
        CurrentCaller.requireWrite(SUBSCRIPTIONS);
        return views.of(pausing.pause(id, resumeAt));
    }

    @MutationMapping("resume_subscription")
    Map<String, Object> resumeSubscription(@Argument UUID id) {
        CurrentCaller.requireWrite(SUBSCRIPTIONS);
        return views.of(pausing.resume(id));
    }
}
