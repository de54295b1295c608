package dev.perennial.webhook;

import java.time.Duration;
import java.util.Set;

import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * How webhooks are sent.
 *
 * @param allowLoopback whether messages of test tenants may go to this machine; by default only with the embedded
 *     database
 * @param ports that receivers may listen on
 * @param answerMax for one attempt, from looking up the host to the end of the answer
 * @param disableAfter how long nothing may get through before an endpoint is disabled
 * @param keepFor how long what is over stays in the delivery log
 */
@ConfigurationProperties("perennial.webhooks")
record WebhookProperties(
        @Nullable Boolean allowLoopback,
        @DefaultValue({"80", "443", "8080", "8443"}) Set<Integer> ports,
        @DefaultValue("20s") Duration answerMax,
        @DefaultValue("5d") Duration disableAfter,
        @DefaultValue("30d") Duration keepFor) {}
