package dev.perennial.migration.shadow;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.UUID;

import org.jspecify.annotations.Nullable;
import org.springframework.context.ApplicationEventPublisher;
import org.springframework.stereotype.Service;
import org.springframework.transaction.annotation.Transactional;

import dev.perennial.migration.Imports;
import dev.perennial.migration.domain.DifferenceKind;
import dev.perennial.migration.domain.ImportEntity;
import dev.perennial.platform.web.Page;
import dev.perennial.platform.web.PageQuery;
import dev.perennial.shared.error.DomainException;

/** Shadow runs: asked for and looked at. Nothing is billed by one. */
@Service
public class ShadowRuns {
    private static final Duration RANGE_MAX = Duration.ofDays(366);
    private final ShadowStore store;
    private final Imports imports;
    private final ApplicationEventPublisher events;
    private final Clock clock;

    ShadowRuns(ShadowStore store, Imports imports, ApplicationEventPublisher events, Clock clock) {
        this.store = store;
        this.imports = imports;
        this.events = events;
        this.clock = clock;
    }

    /**
     * Compares the invoices of an import that bill a time in {@code [from, to)} with those that would be made here
     * next, in the background; with an id that exists already it returns that run. The import may be a dry one. Fails
     * with {@code import_not_found} and {@code validation_failed}.
     */
    @Transactional
    public ShadowRunSnapshot begin(UUID id, UUID importId, Instant from, Instant to) {
        var existing = store.find(id);
        if (existing.isPresent()) {
            return existing.get();
        }
        var job = imports.in("import_id", importId);
        if (job.entity() != ImportEntity.INVOICES || job.rowsTotal() == null) {
            throw DomainException.invalid(
                    "import_id", "no_invoices", "must name an import of INVOICES that has its content");
        }
        if (job.rowsDroppedAt() != null) {
            throw DomainException.invalid(
                    "import_id", "rows_dropped", "names an import whose rows are not staged any more; send them again");
        }
        if (!from.isBefore(to) || from.plus(RANGE_MAX).isBefore(to)) {
            throw DomainException.invalid("to", "out_of_range", "must lie after from, and at most a year");
        }
        store.insert(id, job, from, to, clock.instant());
        var run = get(id);
        events.publishEvent(new ShadowRunEvent(run, clock.instant()));
        return run;
    }

    /** Fails with {@code shadow_run_not_found}. */
    @Transactional(readOnly = true)
    public ShadowRunSnapshot get(UUID id) {
        return store.find(id).orElseThrow(() -> DomainException.notFound("shadow_run", id));
    }

    /** Newest first. */
    @Transactional(readOnly = true)
    public Page<ShadowRunSnapshot> list(PageQuery page) {
        return Page.of(store.list(page.before(), page.size() + 1), page.size(), ShadowRunSnapshot::id);
    }

    /** What a run found until now, newest first. Fails with {@code shadow_run_not_found}. */
    @Transactional(readOnly = true)
    public Page<ShadowDifferenceSnapshot> differences(UUID id, @Nullable DifferenceKind kind, PageQuery page) {
        get(id);
        return Page.of(
                store.differences(id, kind, page.before(), page.size() + 1), page.size(), ShadowDifferenceSnapshot::id);
    }
}
