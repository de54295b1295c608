package dev.perennial.invoice.domain;

/**
 * A price that holds its tax, and what discounts took off it. Later credits for unused time start from it.
 *
 * @param amount minor units, with tax
 * @param discount minor units, with tax
 */
public record InclusivePrice(long amount, long discount) {}
