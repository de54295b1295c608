package dev.perennial.usage;

import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

import dev.perennial.platform.config.Misconfiguration;

/**
 * How long usage is kept.
 *
 * @param keyDays how long the key of an event is remembered, counted from its receipt
 * @param eventMonths how many whole months events are kept; their roll-ups stay
 */
@ConfigurationProperties("perennial.usage")
record UsageProperties(
        @DefaultValue("90") int keyDays, @DefaultValue("26") int eventMonths) {
    /** An event may be 35 days old when it is reported: forgotten sooner, its repetition would count again. */
    private static final int KEY_DAYS_MIN = 36;
    /** A year that is billed at its end, and what comes late. */
    private static final int EVENT_MONTHS_MIN = 14;

    UsageProperties {
        require("perennial.usage.key-days", keyDays, KEY_DAYS_MIN);
        require("perennial.usage.event-months", eventMonths, EVENT_MONTHS_MIN);
    }

    private static void require(String name, int value, int min) {
        if (value < min) {
            throw new Misconfiguration(name + " is " + value + ".", "Set it to " + min + " or more.");
        }
    }
}
