package dev.perennial.graphql;

import java.time.Duration;

import graphql.analysis.FieldComplexityEnvironment;
import graphql.analysis.MaxQueryComplexityInstrumentation;
import graphql.analysis.MaxQueryDepthInstrumentation;
import graphql.scalars.ExtendedScalars;
import graphql.schema.GraphQLTypeUtil;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.boot.convert.ApplicationConversionService;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.graphql.data.method.annotation.support.AnnotatedControllerConfigurer;
import org.springframework.graphql.execution.RuntimeWiringConfigurer;

/** How the graph is served, and how much one query may ask for. */
@Configuration(proxyBeanMethods = false)
class GraphQlConfiguration {
    private static final int LIST_SIZE_ASSUMED = 20;
    private static final int COST_MAX = 1_000_000;

    @Bean
    RuntimeWiringConfigurer scalars() {
        return wiring -> wiring.scalar(ExtendedScalars.GraphQLLong)
                .scalar(ExtendedScalars.Json)
                .scalar(ExtendedScalars.GraphQLBigDecimal);
    }

    /**
     * Instead of Boot's own, which hands each method to a thread of its own: the tenant is bound to the thread of the
     * request, and a batch has all it needs there.
     */
    @Bean
    AnnotatedControllerConfigurer controllersOnTheRequestsThread() {
        var configurer = new AnnotatedControllerConfigurer();
        configurer.configureBinder(
                options -> options.conversionService(ApplicationConversionService.getSharedInstance()));
        return configurer;
    }

    @Bean
    MaxQueryDepthInstrumentation depthLimit(@Value("${perennial.graphql.depth-max:12}") int depthMax) {
        return new MaxQueryDepthInstrumentation(depthMax);
    }

    @Bean
    MaxQueryComplexityInstrumentation costLimit(@Value("${perennial.graphql.cost-max:20000}") int costMax) {
        return new MaxQueryComplexityInstrumentation(costMax, GraphQlConfiguration::cost);
    }

    @Bean
    OperationTimeout timeLimit(@Value("${perennial.graphql.time-max:10s}") Duration timeMax) {
        return new OperationTimeout(timeMax, System::nanoTime);
    }

    /** A field costs one, and a list costs its content as often as it may have elements. */
    private static int cost(FieldComplexityEnvironment field, int content) {
        long times = 1;
        if (field.getArguments().get("limit") instanceof Integer limit) {
            times = limit;
        } else if (field.getFieldDefinition().getArgument("limit") != null
                || (isList(field) && !field.getField().getName().equals("data"))) {
            times = LIST_SIZE_ASSUMED;
        }
        return Math.toIntExact(Math.min(COST_MAX, 1 + times * content));
    }

    private static boolean isList(FieldComplexityEnvironment field) {
        return GraphQLTypeUtil.isList(
                GraphQLTypeUtil.unwrapNonNull(field.getFieldDefinition().getType()));
    }
}
