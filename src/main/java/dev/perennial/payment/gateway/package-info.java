/**
 * The port to whoever moves the money, and its adapters (simulated, Stripe).
 * <p>An adapter never throws for what a gateway can answer: every answer, and every silence, is a {@link
 * dev.perennial.payment.gateway.ChargeOutcome}.
 */
@NullMarked
package dev.perennial.payment.gateway;

import org.jspecify.annotations.NullMarked;
