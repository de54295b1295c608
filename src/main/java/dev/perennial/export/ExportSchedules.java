package dev.perennial.export;

import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.util.UUID;

import org.springframework.context.ApplicationEventPublisher;
import org.springframework.stereotype.Service;
import org.springframework.transaction.annotation.Transactional;

import dev.perennial.export.domain.Daily;
import dev.perennial.platform.crypto.SecretVault;
import dev.perennial.platform.tenancy.CurrentTenant;
import dev.perennial.platform.web.Page;
import dev.perennial.platform.web.PageQuery;
import dev.perennial.shared.error.DomainException;
import dev.perennial.shared.time.TimeZones;

/** What the tenant wants to have each day, and where. */
@Service
public class ExportSchedules {
    private static final int SCHEDULES_MAX = 20;
    private final ScheduleStore schedules;
    private final RunStore runs;
    private final Destinations destinations;
    private final SecretVault vault;
    private final ApplicationEventPublisher events;
    private final Clock clock;

    ExportSchedules(
            ScheduleStore schedules,
            RunStore runs,
            Destinations destinations,
            SecretVault vault,
            ApplicationEventPublisher events,
            Clock clock) {
        this.schedules = schedules;
        this.runs = runs;
        this.destinations = destinations;
        this.vault = vault;
        this.events = events;
        this.clock = clock;
    }

    /**
     * Makes a schedule, whose first run is at the next such time of day; with an id that exists already it returns that
     * one. Fails with {@code too_many_export_schedules}, {@code exports_directory_missing},
     * {@code encryption_key_missing}, and {@code validation_failed}: {@code unknown_time_zone}, and what
     * {@link Destinations#check} refuses.
     */
    @Transactional
    public ExportScheduleSnapshot create(UUID id, NewExportSchedule command) {
        var existing = schedules.find(id);
        if (existing.isPresent()) {
            return existing.get();
        }
        var daily = new Daily(command.at(), TimeZones.require("timezone", command.timezone()));
        destinations.check(command.destination(), command.secretAccessKey());
        if (schedules.count() >= SCHEDULES_MAX) {
            throw DomainException.conflict(
                    "too_many_export_schedules", "A tenant has at most " + SCHEDULES_MAX + " export schedules.");
        }
        var now = clock.instant();
        var schedule = new ExportScheduleSnapshot(
                id,
                command.lists().stream().distinct().toList(),
                command.format(),
                command.at(),
                command.timezone(),
                command.destination(),
                daily.after(now),
                now,
                now);
        var secret = command.secretAccessKey();
        schedules.insert(
                schedule, secret == null ? null : vault.seal(secret.getBytes(StandardCharsets.UTF_8), owner(id)));
        publish(ExportScheduleEvent.Kind.CREATED, schedule);
        return schedule;
    }

    /** Fails with {@code export_schedule_not_found}. */
    @Transactional(readOnly = true)
    public ExportScheduleSnapshot get(UUID id) {
        return schedules.find(id).orElseThrow(() -> notFound(id));
    }

    /** Newest first. */
    @Transactional(readOnly = true)
    public Page<ExportScheduleSnapshot> list(PageQuery page) {
        return Page.of(schedules.list(page.before(), page.size() + 1), page.size(), ExportScheduleSnapshot::id);
    }

    /** What became of a schedule day by day, newest first. Fails with {@code export_schedule_not_found}. */
    @Transactional(readOnly = true)
    public Page<ExportRunSnapshot> runs(UUID id, PageQuery page) {
        get(id);
        return Page.of(runs.list(id, page.before(), page.size() + 1), page.size(), ExportRunSnapshot::id);
    }

    /**
     * Ends a schedule and forgets its secret; a run that is not over is cancelled. Fails with
     * {@code export_schedule_not_found}.
     */
    @Transactional
    public ExportScheduleSnapshot delete(UUID id) {
        var schedule = schedules.findForUpdate(id).orElseThrow(() -> notFound(id));
        var now = clock.instant();
        schedules.delete(id, now);
        runs.cancel(id, now);
        publish(ExportScheduleEvent.Kind.DELETED, schedule);
        return schedule;
    }

    private void publish(ExportScheduleEvent.Kind kind, ExportScheduleSnapshot schedule) {
        events.publishEvent(new ExportScheduleEvent(kind, schedule, clock.instant()));
    }

    /** A sealed secret that is copied into another row cannot be opened there. */
    static String owner(UUID scheduleId) {
        return CurrentTenant.id() + "/export-schedule/" + scheduleId;
    }

    private static DomainException notFound(UUID id) {
        return DomainException.notFound("export_schedule", id);
    }
}
