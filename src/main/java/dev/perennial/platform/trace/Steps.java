package dev.perennial.platform.trace;

import java.util.concurrent.Callable;
import java.util.function.Supplier;

import io.micrometer.common.KeyValues;
import io.micrometer.observation.Observation;
import io.micrometer.observation.ObservationRegistry;
import org.springframework.stereotype.Component;

import static java.util.Objects.requireNonNull;

/**
 * Marks the steps of work that are worth seeing apart: a chunk of a run, a call to the gateway, a webhook. Each is a
 * span in the trace of whatever it belongs to, if traces are sent somewhere, and a timer at {@code /metrics}.
 */
@Component
public class Steps {
    private final ObservationRegistry observations;

    Steps(ObservationRegistry observations) {
        this.observations = observations;
    }

    /**
     * Does {@code work} as a step.
     *
     * @param name dotted: {@code perennial.gateway.call}
     * @param kind what tells steps of this name apart: {@code operation}
     * @param value one of few, since each makes a time series
     */
    public <T> T observe(String name, String kind, String value, Supplier<T> work) {
        var step = Observation.createNotStarted(name, observations).lowCardinalityKeyValues(KeyValues.of(kind, value));
        return requireNonNull(step.observe(work));
    }

    /** For work that is handed to another thread: it belongs to the step of whoever hands it over. */
    public <T> Callable<T> inThisStep(Callable<T> work) {
        var step = observations.getCurrentObservation();
        if (step == null) {
            return work;
        }
        return () -> step.scopedChecked(work::call);
    }
}
