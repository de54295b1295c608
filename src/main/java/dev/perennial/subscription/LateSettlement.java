package dev.perennial.subscription;

import java.time.Instant;

/**
 * What is still to be billed of a subscription that ended while no run could bill it.
 *
 * @param until its end
 * @param creditsUnusedTime whether time that was billed in advance and not used is given back
 */
public record LateSettlement(Instant until, boolean creditsUnusedTime) {}
