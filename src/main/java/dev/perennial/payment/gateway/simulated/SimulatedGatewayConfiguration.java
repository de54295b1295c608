package dev.perennial.payment.gateway.simulated;

import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Condition;
import org.springframework.context.annotation.ConditionContext;
import org.springframework.context.annotation.Conditional;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.type.AnnotatedTypeMetadata;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.transaction.support.TransactionTemplate;
import org.springframework.util.StringUtils;

/** The simulated gateway serves when no Stripe key is set. */
@Configuration(proxyBeanMethods = false)
class SimulatedGatewayConfiguration {

    @Bean
    @Conditional(NoStripeKey.class)
    SimulatedGateway simulatedGateway(JdbcClient jdbc, TransactionTemplate transaction) {
        return new SimulatedGateway(jdbc, transaction);
    }

    static final class NoStripeKey implements Condition {
        @Override
        public boolean matches(ConditionContext context, AnnotatedTypeMetadata metadata) {
            return !StringUtils.hasText(context.getEnvironment().getProperty("perennial.stripe.secret-key"));
        }
    }
}
