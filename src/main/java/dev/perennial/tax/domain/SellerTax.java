package dev.perennial.tax.domain;

import org.jspecify.annotations.Nullable;

/**
 * Where a tenant is at home for tax, and how it sells from there.
 *
 * @param country ISO 3166 alpha-2; null if it did not say, and then no rule of the EU applies
 * @param oneStopShop whether consumers in other EU countries pay the tax of theirs (OSS); if not, the tenant is below
 *     the threshold and they pay that of the tenant's
 */
public record SellerTax(@Nullable String country, boolean oneStopShop) {}
