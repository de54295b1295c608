package dev.perennial.graphql;

import java.time.Duration;
import java.util.function.LongSupplier;

import graphql.execution.instrumentation.InstrumentationState;
import graphql.execution.instrumentation.SimplePerformantInstrumentation;
import graphql.execution.instrumentation.parameters.InstrumentationCreateStateParameters;
import graphql.execution.instrumentation.parameters.InstrumentationFieldFetchParameters;
import graphql.schema.DataFetcher;

import dev.perennial.shared.error.DomainException;

/**
 * Ends an operation that takes too long: fields whose turn comes later fail with {@code operation_timeout}, what was
 * found until then is answered. What has begun is left to end, for a write must not be cut in two; a statement of the
 * database has a time-out of its own.
 */
class OperationTimeout extends SimplePerformantInstrumentation {
    private final Duration longest;
    private final LongSupplier nanoTime;

    OperationTimeout(Duration longest, LongSupplier nanoTime) {
        this.longest = longest;
        this.nanoTime = nanoTime;
    }

    private record Started(long nanos) implements InstrumentationState {}

    @Override
    public InstrumentationState createState(InstrumentationCreateStateParameters parameters) {
        return new Started(nanoTime.getAsLong());
    }

    @Override
    public DataFetcher<?> instrumentDataFetcher(
            DataFetcher<?> fetcher, InstrumentationFieldFetchParameters parameters, InstrumentationState state) {
        if (parameters.isTrivialDataFetcher() || !(state instanceof Started started)) {
            return fetcher;
        }
        return environment -> {
            if (nanoTime.getAsLong() - started.nanos() > longest.toNanos()) {
                throw DomainException.unavailable(
                        "operation_timeout",
                        "The operation took longer than " + longest.toSeconds() + " s. Ask for less.");
            }
            return fetcher.get(environment);
        };
    }
}
