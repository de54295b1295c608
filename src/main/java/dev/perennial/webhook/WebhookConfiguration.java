package dev.perennial.webhook;

import java.net.InetAddress;

import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

import dev.perennial.webhook.http.WebhookClient;

/** The client that carries messages. */
@Configuration(proxyBeanMethods = false)
@EnableConfigurationProperties(WebhookProperties.class)
class WebhookConfiguration {

    @Bean(destroyMethod = "close")
    WebhookClient webhookClient(WebhookProperties properties) {
        return new WebhookClient(InetAddress::getAllByName, properties.answerMax());
    }
}
