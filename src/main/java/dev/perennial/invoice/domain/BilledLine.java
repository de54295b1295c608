package dev.perennial.invoice.domain;

import java.util.UUID;

import org.jspecify.annotations.Nullable;

import dev.perennial.shared.time.Period;
import dev.perennial.tax.domain.TaxTreatment;

/**
 * A line of an invoice, or one waiting for an invoice, that billed time of a subscription in advance.
 *
 * @param amount minor units before discounts, as priced: with the tax, where prices hold it
 * @param discount minor units, as priced
 * @param whole the price of the whole period; null where it is the amount of the line, for all of its period
 * @param tax how it was taxed; null where it waits for its invoice and will be taxed as that
 */
public record BilledLine(
        UUID id,
        UUID subscriptionId,
        @Nullable String chargeCode,
        String description,
        Period period,
        long amount,
        long discount,
        @Nullable WholePrice whole,
        @Nullable TaxTreatment tax) {}
