/**
 * Dunning: what follows an invoice that was not paid.
 * <p>Owns a case for each such invoice, the schedule of attempts and reminders, and the steps taken. Decides about the
 * dunning status of accounts. Does not own how money moves (payment), what an end costs (billing) nor what is written
 * to customers (mail).
 * <p>Always true: a step of the schedule is taken once; none after the debt is gone; no attempt while another one has
 * no outcome; an account is ACTIVE exactly when it owes nothing that is late.
 * <p>Whoever holds several things takes them in this order: invoice, subscription, account, case.
 */
@NullMarked
@ApplicationModule(
        allowedDependencies = {
            "shared",
            "platform",
            "tenant",
            "account",
            "invoice",
            "invoice :: domain",
            "payment",
            "payment :: domain",
            "tax :: domain",
            "billing"
        })
package dev.perennial.dunning;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.ApplicationModule;
