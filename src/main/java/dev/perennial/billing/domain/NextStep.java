package dev.perennial.billing.domain;

import org.jspecify.annotations.Nullable;

import dev.perennial.invoice.domain.InvoiceDraft;
import dev.perennial.shared.time.Period;
import dev.perennial.subscription.Position;

/**
 * What a change of a subscription comes to: what it costs, and where the subscription goes on.
 *
 * @param draft may have no line; then there is nothing to invoice
 * @param usageBilled the time whose usage is on the draft; null for none
 */
public record NextStep(
        InvoiceDraft draft, Position position, @Nullable Period usageBilled) {}
