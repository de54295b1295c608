package dev.perennial.export;

import java.net.InetAddress;

import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

import dev.perennial.platform.outbound.OutboundClient;
import dev.perennial.platform.outbound.OutboundGuard;
import dev.perennial.platform.persistence.DatabaseProperties;

/** The client that puts files into stores, and how far it may go. */
@Configuration(proxyBeanMethods = false)
@EnableConfigurationProperties(ExportProperties.class)
class ExportConfiguration {

    @Bean(destroyMethod = "close")
    OutboundClient exportClient(ExportProperties properties) {
        return new OutboundClient("Exports", InetAddress::getAllByName, properties.uploadMax());
    }

    @Bean
    OutboundGuard exportGuard(ExportProperties properties, DatabaseProperties database) {
        return new OutboundGuard(properties.allowLoopback(), properties.ports(), database);
    }
}
