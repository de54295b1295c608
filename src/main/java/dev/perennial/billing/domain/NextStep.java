package dev.perennial.billing.domain;

import dev.perennial.invoice.domain.InvoiceDraft;
import dev.perennial.subscription.Position;

/**
 * What a change of a subscription comes to: what it costs, and where the subscription goes on.
 *
 * @param draft may have no line; then there is nothing to invoice
 */
public record NextStep(InvoiceDraft draft, Position position) {}
