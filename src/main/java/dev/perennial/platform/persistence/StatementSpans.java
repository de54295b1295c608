package dev.perennial.platform.persistence;

import java.util.List;
import java.util.stream.Collectors;

import io.micrometer.observation.Observation;
import io.micrometer.observation.ObservationRegistry;
import net.ttddyy.dsproxy.ExecutionInfo;
import net.ttddyy.dsproxy.QueryInfo;
import net.ttddyy.dsproxy.listener.QueryExecutionListener;
import org.springframework.beans.factory.ObjectProvider;

/**
 * Makes a span of each statement, with its text: parameters are not in it. Only within something that is traced, since
 * statements of a tick that finds nothing tell nobody anything.
 */
class StatementSpans implements QueryExecutionListener {
    private static final String NAME = "perennial.sql";
    private static final String OBSERVATION = "observation";
    private static final int TEXT_LENGTH_MAX = 2_000;
    private final ObjectProvider<ObservationRegistry> observations;

    /** A provider: the data source is made long before the registry is. */
    StatementSpans(ObjectProvider<ObservationRegistry> observations) {
        this.observations = observations;
    }

    @Override
    public void beforeQuery(ExecutionInfo execution, List<QueryInfo> queries) {
        var registry = observations.getIfAvailable();
        if (registry == null || registry.getCurrentObservation() == null) {
            return;
        }
        var text = queries.stream().map(QueryInfo::getQuery).distinct().collect(Collectors.joining("; "));
        var shown = text.length() > TEXT_LENGTH_MAX ? text.substring(0, TEXT_LENGTH_MAX) + "…" : text;
        execution.addCustomValue(
                OBSERVATION,
                Observation.createNotStarted(NAME, registry)
                        .contextualName("sql " + text.strip().split("\\s", 2)[0])
                        .highCardinalityKeyValue("db.query.text", shown)
                        .start());
    }

    @Override
    public void afterQuery(ExecutionInfo execution, List<QueryInfo> queries) {
        var span = execution.getCustomValue(OBSERVATION, Observation.class);
        if (span != null) {
            if (execution.getThrowable() != null) {
                span.error(execution.getThrowable());
            }
            span.stop();
        }
    }
}
