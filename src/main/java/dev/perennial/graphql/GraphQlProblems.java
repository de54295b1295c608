package dev.perennial.graphql;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

import graphql.GraphQLError;
import graphql.GraphqlErrorBuilder;
import graphql.schema.DataFetchingEnvironment;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.graphql.execution.DataFetcherExceptionResolverAdapter;
import org.springframework.graphql.execution.ErrorType;
import org.springframework.graphql.execution.SubscriptionPublisherException;
import org.springframework.stereotype.Component;
import org.springframework.validation.BindException;

import dev.perennial.platform.tenancy.CurrentTenant;
import dev.perennial.platform.web.MergePatch;
import dev.perennial.shared.error.DomainException;
import dev.perennial.shared.error.FieldError;

/** Failures with the codes of the REST API, in each error's {@code extensions}. Causes stay in the log. */
@Component
class GraphQlProblems extends DataFetcherExceptionResolverAdapter {
    private static final Logger log = LoggerFactory.getLogger(GraphQlProblems.class);

    @Override
    protected @Nullable GraphQLError resolveToSingleError(Throwable e, DataFetchingEnvironment environment) {
        return switch (e) {
            // What fails in a batch comes wrapped, whatever its name says.
            case SubscriptionPublisherException batch
            when batch.getCause() != null -> resolveToSingleError(batch.getCause(), environment);
            case DomainException refusal ->
                error(environment, type(refusal), refusal.code(), refusal.detail(), refusal.fieldErrors());
            case MergePatch.MalformedPatch malformed ->
                error(environment, ErrorType.BAD_REQUEST, "malformed_input", "The input does not fit.", List.of());
            case BindException unreadable ->
                error(
                        environment,
                        ErrorType.BAD_REQUEST,
                        "invalid_parameter",
                        "An argument is not a valid value.",
                        List.of());
            default -> {
                log.error("Unexpected failure", e);
                yield error(
                        environment,
                        ErrorType.INTERNAL_ERROR,
                        "internal_error",
                        "Something went wrong on our side. Quote the request id when you report it.",
                        List.of());
            }
        };
    }

    private static ErrorType type(DomainException refusal) {
        return switch (refusal.kind()) {
            case NOT_FOUND -> ErrorType.NOT_FOUND;
            case FORBIDDEN -> ErrorType.FORBIDDEN;
            case UNREADABLE, INVALID, CONFLICT -> ErrorType.BAD_REQUEST;
            case UNAVAILABLE -> ErrorType.INTERNAL_ERROR;
        };
    }

    private static GraphQLError error(
            DataFetchingEnvironment environment, ErrorType type, String code, String detail, List<FieldError> errors) {
        var extensions = new LinkedHashMap<String, Object>();
        extensions.put("code", code);
        extensions.put("request_id", String.valueOf(CurrentTenant.scope().requestId()));
        if (!errors.isEmpty()) {
            extensions.put(
                    "errors",
                    errors.stream()
                            .map(error ->
                                    Map.of("field", error.field(), "code", error.code(), "message", error.message()))
                            .toList());
        }
        return GraphqlErrorBuilder.newError(environment)
                .errorType(type)
                .message("%s", detail)
                .extensions(extensions)
                .build();
    }
}
