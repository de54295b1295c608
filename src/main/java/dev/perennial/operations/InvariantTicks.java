package dev.perennial.operations;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;

import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.MultiGauge;
import io.micrometer.core.instrument.Tags;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.scheduling.annotation.Scheduled;
import org.springframework.stereotype.Component;

import dev.perennial.platform.job.Ticks;

/**
 * Wakes the nightly check of all rules, and shows what the latest found: the same on every replica, since it is stored.
 */
@Component
@EnableConfigurationProperties(InvariantProperties.class)
public class InvariantTicks {
    private final Ticks ticks;
    private final InvariantService invariants;
    private final InvariantStore store;
    private final MultiGauge violations;
    private final InstantSource wallClock = InstantSource.system();
    private final Instant startedAt = wallClock.instant();
    private volatile InvariantStore.Standing standing = InvariantStore.Standing.UNKNOWN;

    InvariantTicks(Ticks ticks, InvariantService invariants, InvariantStore store, MeterRegistry meters) {
        this.ticks = ticks;
        this.invariants = invariants;
        this.store = store;
        this.violations = MultiGauge.builder("perennial.invariant.violations")
                .description("Rows that break a rule, as of the latest finished check of all rules")
                .register(meters);
        Gauge.builder("perennial.invariant.checks.failed", () -> standing.failed())
                .description("Rules that the latest finished check could not check")
                .register(meters);
        Gauge.builder("perennial.invariant.run.age", this::ageSeconds)
                .description("Since when all rules were last checked; since the start of this process if never")
                .baseUnit("seconds")
                .register(meters);
        show();
    }

    /** Begins a check of all rules; one of the replicas does. */
    @Scheduled(cron = "${perennial.invariants.cron:0 30 2 * * *}", zone = "UTC")
    public void check() {
        ticks.run("invariants", invariants::beginScheduled);
    }

    /** Reads what the latest check found. */
    @Scheduled(fixedDelayString = "${perennial.metrics.tick:10s}")
    public void measure() {
        ticks.run("invariant-metrics", () -> {
            standing = store.standing();
            show();
        });
    }

    private void show() {
        violations.register(
                Invariant.all().stream()
                        .map(Invariant::code)
                        .distinct()
                        .map(code -> MultiGauge.Row.of(
                                Tags.of("invariant", code),
                                standing.rowsByCode().getOrDefault(code, 0L)))
                        .toList(),
                true);
    }

    private long ageSeconds() {
        var since = standing.finishedAt();
        return Duration.between(since == null ? startedAt : since, wallClock.instant())
                .toSeconds();
    }
}
