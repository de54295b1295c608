package dev.perennial.journal;

import java.util.Set;

/** The event types that other systems may see. Everything else in the journal is for the audit trail only. */
public final class PublicEventTypes {
    static final Set<String> ALL = Set.of(
            "account.created",
            "account.updated",
            "account.deleted",
            "account.erased",
            "account.dunning_status_changed",
            "payment_method.attached",
            "payment_method.updated",
            "payment_method.detached",
            "plan.created",
            "plan.updated",
            "plan.archived",
            "subscription.created",
            "subscription.activated",
            "subscription.trial_ending",
            "subscription.changed",
            "subscription.renewed",
            "subscription.past_due",
            "subscription.paused",
            "subscription.resumed",
            "subscription.cancelled",
            "invoice.created",
            "invoice.finalized",
            "invoice.paid",
            "invoice.payment_failed",
            "invoice.past_due",
            "invoice.voided",
            "invoice.uncollectible",
            "payment.succeeded",
            "payment.failed",
            "payment.cancelled",
            "payment.requires_action",
            "payment.refunded",
            "payment.refund_failed",
            "payment.disputed",
            "credit.granted",
            "credit.applied",
            "credit.expired",
            "credit_note.created",
            "usage.threshold_reached");

    private PublicEventTypes() {}

    static String[] asArray() {
        return ALL.toArray(String[]::new);
    }
}
