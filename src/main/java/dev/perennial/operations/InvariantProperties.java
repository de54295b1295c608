package dev.perennial.operations;

import java.time.Duration;

import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * How rules are checked.
 *
 * @param cron when, in UTC; {@code -} for never. Within ten minutes they are not checked twice on schedule
 * @param checkTimeout how long the query of one rule may take
 * @param keep how long results are kept
 */
@ConfigurationProperties("perennial.invariants")
public record InvariantProperties(
        @DefaultValue("0 30 2 * * *") String cron,
        @DefaultValue("10m") Duration checkTimeout,
        @DefaultValue("90d") Duration keep) {}
