/**
 * Stripe as the one who moves the money, and as the one who knows what tax is due.
 * <p>Owns everything that is particular to Stripe: its amounts, decline codes, idempotency rules and signatures. Does
 * not own when to charge, how often to try, or what a payment is; those live in {@code payment} and {@code dunning}.
 * <p>Always true: a POST leaves this process at most once per call; every POST carries a key we can repeat; an answer
 * that does not match what was asked is never taken for a payment; no key, card data or body is logged.
 * <p>Time here is wall-clock time, also for tenants whose business clock was moved: Stripe forgets keys by its own
 * clock.
 */
@NullMarked
package dev.perennial.payment.gateway.stripe;

import org.jspecify.annotations.NullMarked;
