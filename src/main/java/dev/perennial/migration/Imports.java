package dev.perennial.migration;

import java.time.Clock;
import java.util.Map;
import java.util.Objects;
import java.util.UUID;

import org.jspecify.annotations.Nullable;
import org.springframework.context.ApplicationEventPublisher;
import org.springframework.stereotype.Service;
import org.springframework.transaction.annotation.Propagation;
import org.springframework.transaction.annotation.Transactional;

import dev.perennial.migration.domain.ImportEntity;
import dev.perennial.migration.domain.ImportStatus;
import dev.perennial.platform.web.Page;
import dev.perennial.platform.web.PageQuery;
import dev.perennial.shared.error.DomainException;

/** Imports: asked for, filled, watched, stopped. */
@Service
public class Imports {
    /** So many that they change how tables are best read. */
    private static final int MANY_ROWS = 1_000;

    private final ImportStore store;
    private final StagedRows staged;
    private final ApplicationEventPublisher events;
    private final Clock clock;

    Imports(ImportStore store, StagedRows staged, ApplicationEventPublisher events, Clock clock) {
        this.store = store;
        this.staged = staged;
        this.events = events;
        this.clock = clock;
    }

    /** Opens an import, which waits for its content; with an id that exists already it returns that import. */
    @Transactional
    public ImportSnapshot create(NewImport created) {
        var existing = store.find(created.id());
        if (existing.isPresent()) {
            return existing.get();
        }
        store.insert(created, clock.instant());
        var job = get(created.id());
        publish(ImportEvent.Kind.CREATED, job, Map.of());
        return job;
    }

    /** Fails with {@code import_not_found}. */
    @Transactional(readOnly = true)
    public ImportSnapshot get(UUID id) {
        return store.find(id).orElseThrow(() -> DomainException.notFound("import", id));
    }

    /** Newest first; null means any. */
    @Transactional(readOnly = true)
    public Page<ImportSnapshot> list(@Nullable ImportEntity entity, @Nullable ImportStatus status, PageQuery page) {
        return Page.of(store.list(entity, status, page.before(), page.size() + 1), page.size(), ImportSnapshot::id);
    }

    /** What is wrong with its rows, in their order. Fails with {@code import_not_found}. */
    @Transactional(readOnly = true)
    public Page<ImportErrorSnapshot> errors(UUID id, PageQuery page) {
        get(id);
        // The cursor holds the place of the last error instead of an id.
        var place = page.cursor() == null ? new UUID(0, 0) : page.before();
        var found = staged.errors(id, place.getMostSignificantBits(), place.getLeastSignificantBits(), page.size() + 1);
        return Page.of(found, page.size(), one -> new UUID(one.error().rowNumber(), one.position()))
                .map(StagedRows.PlacedError::error);
    }

    /** Makes room for its content. Fails with {@code import_not_found}, {@code import_has_content}. */
    @Transactional
    ImportSnapshot beginContent(UUID id) {
        var job = locked(id);
        requireEmpty(job);
        staged.clear(id);
        return job;
    }

    /** All of its content is there: it may run. Fails with {@code import_has_content} when somebody else was faster. */
    @Transactional(propagation = Propagation.MANDATORY)
    ImportSnapshot contentReceived(UUID id, long rows) {
        requireEmpty(locked(id));
        store.contentReceived(id, rows, clock.instant());
        var job = get(id);
        publish(ImportEvent.Kind.CONTENT_RECEIVED, job, Map.of());
        return job;
    }

    private static void requireEmpty(ImportSnapshot job) {
        if (job.rowsTotal() != null || job.status() != ImportStatus.PENDING) {
            throw DomainException.conflict(
                    "import_has_content", "The import has its content already, or was cancelled. Make another one.");
        }
    }

    /**
     * Stops an import; what it brought in until now stays. Fails with {@code import_not_found}, and with
     * {@code import_is_over} when there is nothing to stop any more.
     */
    @Transactional
    public ImportSnapshot cancel(UUID id) {
        var job = locked(id);
        if (!job.status().isOpen()) {
            throw DomainException.conflict(
                    "import_is_over", "An import that is " + job.status() + " cannot be cancelled.");
        }
        return finish(job, ImportStatus.CANCELLED, ImportEvent.Kind.CANCELLED);
    }

    /** Ends a held import all of whose rows are done. */
    @Transactional(propagation = Propagation.MANDATORY)
    void complete(ImportSnapshot job) {
        boolean failed = job.rowsFailed() > 0 && job.rowsFailed() == job.rowsDone();
        if (failed) {
            finish(job, ImportStatus.FAILED, ImportEvent.Kind.FAILED);
        } else {
            finish(job, ImportStatus.COMPLETED, ImportEvent.Kind.COMPLETED);
        }
        if (job.rowsDone() >= MANY_ROWS) {
            store.refreshStatistics(job.entity());
        }
    }

    /**
     * A held import has made its first objects. The rows behind them refer to objects of the same import, and a plan made for an empty
     * table may check each such reference by an index that finds all rows of the tenant.
     */
    @Transactional(propagation = Propagation.MANDATORY)
    void firstRowsAreIn(ImportSnapshot job) {
        if (Objects.requireNonNull(job.rowsTotal()) >= MANY_ROWS) {
            store.refreshStatistics(job.entity());
        }
    }

    private ImportSnapshot finish(ImportSnapshot job, ImportStatus status, ImportEvent.Kind kind) {
        if (!job.status().canBecome(status)) {
            throw new IllegalStateException("An import that is " + job.status() + " cannot become " + status);
        }
        store.become(job.id(), status, clock.instant());
        var after = get(job.id());
        publish(kind, after, Map.of("status", job.status()));
        return after;
    }

    /** What a held import made is gone. */
    @Transactional(propagation = Propagation.MANDATORY)
    ImportSnapshot rolledBack(ImportSnapshot job) {
        return finish(job, ImportStatus.ROLLED_BACK, ImportEvent.Kind.ROLLED_BACK);
    }

    /** An import that a field of a request names. Fails with {@code import_not_found}. */
    @Transactional(readOnly = true)
    public ImportSnapshot in(String field, UUID id) {
        return store.find(id).orElseThrow(() -> DomainException.notFoundIn(field, "import"));
    }

    /** The import, held until the transaction ends. Fails with {@code import_not_found}. */
    @Transactional(propagation = Propagation.MANDATORY)
    ImportSnapshot locked(UUID id) {
        return store.findForUpdate(id).orElseThrow(() -> DomainException.notFound("import", id));
    }

    private void publish(ImportEvent.Kind kind, ImportSnapshot job, Map<String, Object> previous) {
        events.publishEvent(new ImportEvent(kind, job, previous, clock.instant()));
    }
}
