package dev.perennial.journal;

import java.util.Set;
import java.util.stream.Collectors;

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
            "invoice.reopened",
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
            "credit.revoked",
            "credit_note.created",
            "credit_note.refund_failed",
            "usage.threshold_reached",
            "export.completed",
            "export.failed",
            "usage.spend_limit_reached",
            "webhook_endpoint.disabled",
            "invariant.violated");

    private PublicEventTypes() {}

    public static boolean isPublic(String type) {
        return ALL.contains(type);
    }

    /**
     * The types that a filter lets through: {@code *}, all of an object ({@code invoice.*}), or one. Empty when it is
     * none of these.
     */
    public static Set<String> matching(String filter) {
        return ALL.stream().filter(type -> matches(filter, type)).collect(Collectors.toUnmodifiableSet());
    }

    /** Whether a filter lets a type through. */
    public static boolean matches(String filter, String type) {
        return filter.equals("*")
                || filter.equals(type)
                || (filter.endsWith(".*") && type.startsWith(filter.substring(0, filter.length() - 1)));
    }

    static String[] asArray() {
        return ALL.toArray(String[]::new);
    }
}
