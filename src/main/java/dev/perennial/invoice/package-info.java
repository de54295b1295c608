/**
 * Invoices: the legal record of what an account owes.
 * <p>Owns numbering, totals and the way from draft to paid. Does not own prices (plan), when to bill (billing) nor how
 * money moves (payment).
 * <p>Always true: one currency per invoice; a finalized invoice and its lines never change; numbers have no gaps; total
 * = subtotal - discounts + tax; due = total - credit - paid, and not negative.
 */
@NullMarked
@ApplicationModule(
        allowedDependencies = {
            "shared",
            "platform",
            "account",
            "credit",
            "tax",
            "tax :: domain",
            "exchange",
            "exchange :: domain"
        })
package dev.perennial.invoice;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.ApplicationModule;
