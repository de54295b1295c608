package dev.perennial.mail;

import java.nio.charset.StandardCharsets;

import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Condition;
import org.springframework.context.annotation.ConditionContext;
import org.springframework.context.annotation.Conditional;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.type.AnnotatedTypeMetadata;
import org.springframework.mail.javamail.JavaMailSenderImpl;
import org.springframework.util.StringUtils;

/** A way to send e-mails, when a server is configured. Without one, none are queued. */
@Configuration(proxyBeanMethods = false)
@Conditional(MailConfiguration.OnHost.class)
@EnableConfigurationProperties(MailProperties.class)
class MailConfiguration {

    @Bean
    Postman postman(MailProperties properties) {
        var server = new JavaMailSenderImpl();
        server.setHost(properties.host());
        server.setPort(properties.port());
        server.setDefaultEncoding(StandardCharsets.UTF_8.name());
        if (!properties.username().isEmpty()) {
            server.setUsername(properties.username());
            server.setPassword(properties.password());
        }
        var settings = server.getJavaMailProperties();
        var timeout = String.valueOf(properties.timeout().toMillis());
        // Without these a server that does not answer would hold the worker for ever.
        settings.put("mail.smtp.connectiontimeout", timeout);
        settings.put("mail.smtp.timeout", timeout);
        settings.put("mail.smtp.writetimeout", timeout);
        settings.put("mail.smtp.auth", String.valueOf(!properties.username().isEmpty()));
        settings.put("mail.smtp.starttls.enable", String.valueOf(properties.startTls()));
        settings.put("mail.smtp.starttls.required", String.valueOf(properties.startTls()));
        settings.put("mail.smtp.ssl.checkserveridentity", "true");
        return new Postman(server, properties);
    }

    /** {@code @ConditionalOnProperty} would take the empty string of an unset environment variable for a host. */
    static final class OnHost implements Condition {
        @Override
        public boolean matches(ConditionContext context, AnnotatedTypeMetadata metadata) {
            return StringUtils.hasText(context.getEnvironment().getProperty("perennial.mail.host"));
        }
    }
}
