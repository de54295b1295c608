package dev.perennial.migration;

import java.time.Duration;

import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

import dev.perennial.platform.config.Misconfiguration;

/**
 * How long rows stay staged.
 *
 * @param keepRows counted from the end of the import, by the clock of its tenant
 */
@ConfigurationProperties("perennial.imports")
record ImportProperties(@DefaultValue("30d") Duration keepRows) {
    ImportProperties {
        if (!keepRows.isPositive()) {
            throw new Misconfiguration(
                    "perennial.imports.keep-rows is " + keepRows + ".", "Set it to a time such as 30d.");
        }
    }
}
