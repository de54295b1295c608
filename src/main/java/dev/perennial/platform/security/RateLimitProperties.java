package dev.perennial.platform.security;

import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * How many requests a minute one process takes. A minute's worth may come at once; divide by the number of replicas.
 *
 * @param key of one key or person, unless the key has a limit of its own
 * @param tenant of all callers of a tenant together
 * @param usage reports of usage, which come in a stream of their own, by one key; twice as many by a tenant
 * @param failedLogins requests of one address whose key or token is not valid; after those, none is looked at
 */
@ConfigurationProperties("perennial.rate-limit")
public record RateLimitProperties(
        @DefaultValue("60000") int key,
        @DefaultValue("120000") int tenant,
        @DefaultValue("600000") int usage,
        @DefaultValue("1000") int failedLogins) {}
