package dev.perennial.webhook;

import java.net.InetAddress;

import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

import dev.perennial.platform.outbound.OutboundClient;
import dev.perennial.platform.outbound.OutboundGuard;
import dev.perennial.platform.persistence.DatabaseProperties;

/** The client that carries messages, and how far it may go. */
@Configuration(proxyBeanMethods = false)
@EnableConfigurationProperties(WebhookProperties.class)
class WebhookConfiguration {

    @Bean(destroyMethod = "close")
    OutboundClient webhookClient(WebhookProperties properties) {
        return new OutboundClient("Webhooks", InetAddress::getAllByName, properties.answerMax());
    }

    @Bean
    OutboundGuard webhookGuard(WebhookProperties properties, DatabaseProperties database) {
        return new OutboundGuard(properties.allowLoopback(), properties.ports(), database);
    }
}
