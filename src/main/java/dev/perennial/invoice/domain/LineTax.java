package dev.perennial.invoice.domain;

import io.swagger.v3.oas.annotations.media.Schema;

import dev.perennial.tax.domain.TaxRate;

/**
 * What one rate adds to a line, or to an invoice.
 *
 * @param taxableAmount minor units, after discounts and without tax
 * @param amount minor units of tax
 */
@Schema(name = "LineTax")
public record LineTax(TaxRate rate, long taxableAmount, long amount) {}
