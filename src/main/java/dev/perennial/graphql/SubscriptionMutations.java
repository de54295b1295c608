package dev.perennial.graphql;

import java.time.Instant;
import java.util.Map;
import java.util.UUID;

import org.jspecify.annotations.Nullable;
import org.springframework.graphql.data.method.annotation.Argument;
import org.springframework.graphql.data.method.annotation.MutationMapping;
import org.springframework.stereotype.Controller;

import dev.perennial.billing.Cancelling;
import dev.perennial.billing.ChangeSubscription;
import dev.perennial.billing.Changing;
import dev.perennial.billing.Pausing;
import dev.perennial.billing.Sale;
import dev.perennial.billing.Subscribing;
import dev.perennial.platform.idempotency.NewObjectId;
import dev.perennial.platform.security.CurrentCaller;

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

    @MutationMapping("create_subscription")
    Map<String, Object> createSubscription(@Argument Map<String, Object> input) {
        CurrentCaller.requireWrite(SUBSCRIPTIONS);
        return views.of(subscribing.subscribe(NewObjectId.next(), inputs.read(input, Sale.class)));
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
