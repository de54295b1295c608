package dev.perennial.export;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;

import org.springframework.context.ApplicationEventPublisher;
import org.springframework.stereotype.Service;
import org.springframework.transaction.annotation.Transactional;

import dev.perennial.export.domain.RetryDelays;
import dev.perennial.export.domain.RunStatus;
import dev.perennial.shared.id.UuidV7;

/** The short transactions around a run: it is opened, taken up, kept while its files are written, and settled. */
@Service
class ExportRuns {
    /** As long as it takes to notice that a worker is gone; one that lives renews it with every page. */
    private static final Duration LEASE = Duration.ofMinutes(45);

    private final ScheduleStore schedules;
    private final RunStore runs;
    private final Destinations destinations;
    private final ApplicationEventPublisher events;
    private final Clock clock;

    ExportRuns(
            ScheduleStore schedules,
            RunStore runs,
            Destinations destinations,
            ApplicationEventPublisher events,
            Clock clock) {
        this.schedules = schedules;
        this.runs = runs;
        this.destinations = destinations;
        this.events = events;
        this.clock = clock;
    }

    /** A run that is this worker's. */
    record Taken(ExportRunSnapshot run, ExportScheduleSnapshot schedule) {}

    /** When something is to be done for the current tenant. */
    @Transactional(readOnly = true)
    public Optional<Instant> nextDueAt() {
        var run = schedules.nextRunAt();
        var attempt = runs.nextAttemptAt();
        return run.isPresent() && attempt.isPresent()
                ? Optional.of(run.get().isBefore(attempt.get()) ? run.get() : attempt.get())
                : run.or(() -> attempt);
    }

    /**
     * Opens the runs of the schedules whose time has come. Days that nobody was there for are not made up for: lists
     * are whole.
     */
    @Transactional
    public void openDue(Instant asOf) {
        for (var schedule : schedules.lockDue(asOf)) {
            var daily = schedule.daily();
            var day = daily.day(daily.latest(asOf));
            runs.open(UuidV7.next(), schedule.id(), day, location(schedule, day.toString()), asOf);
            schedules.runNextAt(schedule.id(), daily.after(asOf));
        }
    }

    private static String location(ExportScheduleSnapshot schedule, String day) {
        var path = schedule.destination().path();
        return (path.isEmpty() ? "" : path + "/") + schedule.id() + "/" + day;
    }

    /** Takes up a run that is due, if there is one. */
    @Transactional
    public Optional<Taken> take(Instant asOf) {
        return runs.take(asOf, LEASE)
                .map(run -> new Taken(run, schedules.find(run.scheduleId()).orElseThrow()));
    }

    /** Opens the place of a run. */
    @Transactional(readOnly = true, rollbackFor = ExportTarget.Refused.class)
    public ExportTarget target(Taken taken) throws ExportTarget.Refused {
        return destinations.open(taken.schedule());
    }

    /** Keeps a run for longer. Returns whether it is still this worker's. */
    @Transactional
    public boolean keep(Taken taken) {
        return runs.keep(taken.run(), clock.instant().plus(LEASE));
    }

    /** All files are in their place. */
    @Transactional
    public void complete(Taken taken, List<ExportedFile> files) {
        var now = clock.instant();
        runs.settle(taken.run(), RunStatus.COMPLETED, files, null, null, now)
                .ifPresent(run -> publish(ExportEvent.Kind.COMPLETED, run, now));
    }

    /** An attempt failed: it is made again later, until there were enough of them. */
    @Transactional
    public void fail(Taken taken, String reason) {
        var now = clock.instant();
        var delay = RetryDelays.after(taken.run().attempts());
        if (delay.isPresent()) {
            runs.settle(taken.run(), RunStatus.PENDING, List.of(), reason, now.plus(delay.get()), now);
        } else {
            runs.settle(taken.run(), RunStatus.FAILED, List.of(), reason, null, now)
                    .ifPresent(run -> publish(ExportEvent.Kind.FAILED, run, now));
        }
    }

    /** Lets go of a run that this worker cannot end: the next one begins it anew, at once. */
    @Transactional
    public void release(Taken taken) {
        runs.keep(taken.run(), clock.instant());
    }

    private void publish(ExportEvent.Kind kind, ExportRunSnapshot run, Instant now) {
        events.publishEvent(new ExportEvent(kind, run, Map.of("status", RunStatus.PENDING), now));
    }
}
