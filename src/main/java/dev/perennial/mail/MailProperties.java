package dev.perennial.mail;

import java.time.Duration;

import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

import dev.perennial.platform.config.Misconfiguration;

/**
 * The server through which e-mails go out.
 *
 * @param from the address that everything comes from; its domain must allow this server to send for it
 * @param startTls whether the connection must be encrypted; only a server on the same machine can do without
 */
@ConfigurationProperties("perennial.mail")
record MailProperties(
        String host,
        @DefaultValue("587") int port,
        @DefaultValue("") String username,
        @DefaultValue("") String password,
        @DefaultValue("") String from,
        @DefaultValue("true") boolean startTls,
        @DefaultValue("10s") Duration timeout) {

    MailProperties {
        if (from.isBlank()) {
            throw new Misconfiguration(
                    "SMTP_HOST is set, but MAIL_FROM is not.",
                    "Set MAIL_FROM to the address from which e-mails to customers come, such as billing@example.com.");
        }
    }

    /** What follows the @ of the sender. */
    String domain() {
        return from.substring(from.indexOf('@') + 1);
    }

    /** Leaves the password out. */
    @Override
    public String toString() {
        return "MailProperties[host=%s, port=%d, from=%s, startTls=%s]".formatted(host, port, from, startTls);
    }
}
