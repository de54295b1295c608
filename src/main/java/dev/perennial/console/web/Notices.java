package dev.perennial.console.web;

import java.util.Map;

import org.jspecify.annotations.Nullable;

/**
 * What was done, told on the page that comes after. The address names one of these, so that nobody can make it say
 * more.
 */
final class Notices {
    private static final Map<String, String> TEXTS = Map.ofEntries(
            Map.entry("changed", "The subscription was changed."),
            Map.entry("change_planned", "The change will take effect when the period ends."),
            Map.entry("change_dropped", "The planned change was taken back."),
            Map.entry("paused", "The subscription is paused."),
            Map.entry("resumed", "The subscription goes on."),
            Map.entry("cancelled", "The subscription was cancelled."),
            Map.entry("reactivated", "The cancellation was taken back."),
            Map.entry("pay_tried", "A payment was tried; see below what came of it."),
            Map.entry("finalized", "The invoice is final."),
            Map.entry("voided", "The invoice was voided."),
            Map.entry("given_up", "The invoice was given up."),
            Map.entry("refunded", "The refund is on its way."),
            Map.entry("reconciled", "The gateway was asked about the payment."),
            Map.entry("retried", "The message is being sent again."),
            Map.entry("pinged", "A test message is being sent."));

    private Notices() {}

    static @Nullable String text(@Nullable String done) {
        return done == null ? null : TEXTS.get(done);
    }
}
