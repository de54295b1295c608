package dev.perennial.payment.gateway.stripe;

import java.time.Clock;

import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Condition;
import org.springframework.context.annotation.ConditionContext;
import org.springframework.context.annotation.Conditional;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.type.AnnotatedTypeMetadata;
import org.springframework.util.StringUtils;

import dev.perennial.payment.gateway.GatewayEvents;
import dev.perennial.tax.TaxProvider;

/** Makes Stripe the payment gateway when a secret key is configured. */
@Configuration(proxyBeanMethods = false)
@Conditional(StripeConfiguration.OnSecretKey.class)
@EnableConfigurationProperties(StripeProperties.class)
class StripeConfiguration {
    // Not the application's clock: that one may have been moved for a test tenant, and Stripe forgets keys by wall
    // time.
    private static final Clock WALL_CLOCK = Clock.systemUTC();

    @Bean
    StripeGateway stripeGateway(StripeProperties properties) {
        return new StripeGateway(properties, WALL_CLOCK);
    }

    @Bean
    GatewayEvents stripeEvents(StripeGateway gateway) {
        return gateway.events();
    }

    @Bean
    TaxProvider stripeTax(StripeGateway gateway) {
        return gateway.tax();
    }

    /** {@code @ConditionalOnProperty} would take the empty string of an unset environment variable for a key. */
    static final class OnSecretKey implements Condition {
        @Override
        public boolean matches(ConditionContext context, AnnotatedTypeMetadata metadata) {
            return StringUtils.hasText(context.getEnvironment().getProperty("perennial.stripe.secret-key"));
        }
    }
}
