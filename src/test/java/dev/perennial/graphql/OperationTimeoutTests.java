package dev.perennial.graphql;

import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;

import graphql.ExecutionResult;
import graphql.GraphQL;
import graphql.schema.idl.RuntimeWiring;
import graphql.schema.idl.SchemaGenerator;
import graphql.schema.idl.SchemaParser;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/** Each field takes three seconds of a clock that only these fields move. */
class OperationTimeoutTests {
    private static final long SECOND = 1_000_000_000L;
    private final AtomicLong clock = new AtomicLong();
    private final GraphQL graph = GraphQL.newGraphQL(new SchemaGenerator()
                    .makeExecutableSchema(
                            new SchemaParser().parse("type Query { slow: Int } type Mutation { write: Int }"),
                            RuntimeWiring.newRuntimeWiring()
                                    .type(
                                            "Query",
                                            type -> type.dataFetcher(
                                                    "slow", env -> clock.addAndGet(3 * SECOND) / SECOND))
                                    .type(
                                            "Mutation",
                                            type -> type.dataFetcher(
                                                    "write", env -> clock.addAndGet(3 * SECOND) / SECOND))
                                    .build()))
            .instrumentation(new OperationTimeout(Duration.ofSeconds(5), clock::get))
            .build();

    @Test
    void letsAnOperationEndInTime() {
        assertThat(graph.execute("{ a: slow b: slow }").getErrors()).isEmpty();
    }

    @Test
    void answersWhatWasFoundUntilThen() {
        var result = graph.execute("{ a: slow b: slow c: slow }");

        assertThat(fields(result)).isEqualTo("{a=3, b=6, c=null}");
        assertThat(result.getErrors()).hasSize(1);
        assertThat(result.getErrors().getFirst().getMessage()).contains("took longer than 5 s");
    }

    @Test
    void beginsNoWriteThatIsLate() {
        assertThat(fields(graph.execute("mutation { a: write b: write c: write d: write }")))
                .isEqualTo("{a=3, b=6, c=null, d=null}");
        assertThat(clock.get()).isEqualTo(6 * SECOND);
    }

    @Test
    void countsEachOperationAnew() {
        graph.execute("{ a: slow b: slow c: slow }");

        assertThat(graph.execute("{ a: slow }").getErrors()).isEmpty();
    }

    private static String fields(ExecutionResult result) {
        return String.valueOf(result.<Object>getData());
    }
}
