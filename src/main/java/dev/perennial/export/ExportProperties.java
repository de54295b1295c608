package dev.perennial.export;

import java.nio.file.Path;
import java.time.Duration;
import java.util.Set;

import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * How scheduled exports are written.
 *
 * @param directory below which each tenant has its own; no exports go to directories if absent
 * @param allowLoopback whether exports of test tenants may go to a store on this machine; by default only with the
 *     embedded database
 * @param ports that stores may listen on
 * @param uploadMax for one file, from looking up the host to the end of the answer
 */
@ConfigurationProperties("perennial.exports")
record ExportProperties(
        @Nullable Path directory,
        @Nullable Boolean allowLoopback,
        @DefaultValue({"80", "443", "8080", "8443", "9000"}) Set<Integer> ports,
        @DefaultValue("30m") Duration uploadMax) {}
