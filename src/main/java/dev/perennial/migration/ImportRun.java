package dev.perennial.migration;

import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.core.annotation.Order;
import org.springframework.dao.DataAccessResourceFailureException;
import org.springframework.dao.TransientDataAccessException;
import org.springframework.stereotype.Component;
import org.springframework.transaction.CannotCreateTransactionException;
import org.springframework.transaction.support.TransactionTemplate;

import dev.perennial.migration.domain.ImportEntity;
import dev.perennial.platform.job.TimedWork;
import dev.perennial.platform.job.WorkerGate;
import dev.perennial.platform.tenancy.CurrentTenant;
import dev.perennial.platform.tenancy.TenantScope;
import dev.perennial.shared.error.FieldError;

/**
 * Does what imports ask for, a chunk of rows in a transaction that also moves the cursor: whoever is killed loses a
 * chunk, and whoever goes on begins behind the last one. A chunk that fails as a whole is halved until the row is found
 * that it fails by; that one is reported and left out.
 */
@Component
@Order(ImportRun.BEFORE_RENEWALS)
class ImportRun implements TimedWork {
    static final int BEFORE_RENEWALS = RENEWALS - 50;
    private static final Logger log = LoggerFactory.getLogger(ImportRun.class);
    private static final FieldError NOT_APPLICABLE = new FieldError(
            "row", "not_applicable", "could not be stored; quote the id of the import when you report it");
    private final ImportStore store;
    private final StagedRows staged;
    private final ImportedObjects objects;
    private final Imports imports;
    private final Map<ImportEntity, ImportChunk<?>> chunks = new EnumMap<>(ImportEntity.class);
    private final TransactionTemplate transaction;
    private final WorkerGate gate;
    private final Clock clock;

    ImportRun(
            ImportStore store,
            StagedRows staged,
            ImportedObjects objects,
            Imports imports,
            List<EntityImporter<?>> importers,
            TransactionTemplate transaction,
            WorkerGate gate,
            Clock clock) {
        this.store = store;
        this.staged = staged;
        this.objects = objects;
        this.imports = imports;
        this.transaction = transaction;
        this.gate = gate;
        this.clock = clock;
        importers.forEach(importer -> chunks.put(importer.entity(), new ImportChunk<>(importer, objects)));
    }

    @Override
    public Optional<Instant> nextDueAt() {
        return Objects.requireNonNull(
                transaction.execute(status -> store.lockNext().map(job -> clock.instant())));
    }

    @Override
    public void workUpTo(Instant asOf) {
        while (gate.isOpen() && step()) {
            log.debug("A chunk of an import is done");
        }
    }

    /**
     * Imports write under their own id as the request: it tells which of them made an object, and is sealed with the
     * rows of the journal, so that the audit trail can be held against a rollback.
     */
    private static TenantScope scopeOf(ImportSnapshot job) {
        var asked = CurrentTenant.scope();
        return new TenantScope(
                asked.tenantId(),
                asked.testMode(),
                TenantScope.JOB_PREFIX + "import",
                "import:" + job.id(),
                asked.frozenNow());
    }

    /** One chunk; false when there is nothing to do. */
    private boolean step() {
        int limit = Integer.MAX_VALUE;
        while (true) {
            int tried = limit;
            try {
                return Objects.requireNonNull(transaction.execute(status -> nextChunk(tried)));
            } catch (DryRunDone done) {
                transaction.executeWithoutResult(status -> record(done.job, done.result));
                return true;
            } catch (TransientDataAccessException
                    | DataAccessResourceFailureException
                    | CannotCreateTransactionException e) {
                throw e;
            } catch (RuntimeException e) {
                limit = afterFailure(tried, e);
            }
        }
    }

    /** How many rows to try next; none are left to try when it was one row alone. */
    private int afterFailure(int tried, RuntimeException e) {
        if (tried > 1) {
            return tried == Integer.MAX_VALUE ? ImportChunk.SIZE_MAX / 2 : tried / 2;
        }
        log.warn("A row of an import cannot be stored", e);
        transaction.executeWithoutResult(status -> store.lockNext().ifPresent(job -> {
            var result = new ImportChunk.Result();
            staged.next(job, 1).forEach(row -> result.failed(row.number(), List.of(NOT_APPLICABLE)));
            record(job, result);
        }));
        return Integer.MAX_VALUE;
    }

    private boolean nextChunk(int limit) {
        var next = store.lockNext();
        if (next.isEmpty()) {
            return false;
        }
        return CurrentTenant.callAs(scopeOf(next.get()), () -> chunk(next.get(), limit));
    }

    private boolean chunk(ImportSnapshot job, int limit) {
        var chunk = Objects.requireNonNull(chunks.get(job.entity()));
        var rows = staged.next(job, Math.min(limit, chunk.size()));
        if (rows.isEmpty()) {
            imports.complete(job);
            return true;
        }
        var result = chunk.bringIn(job, rows);
        if (job.dryRun()) {
            throw new DryRunDone(job, result);
        }
        record(job, result);
        return true;
    }

    private void record(ImportSnapshot job, ImportChunk.Result result) {
        var held = store.findForUpdate(job.id()).orElseThrow();
        if (held.rowsDone() != job.rowsDone() || !held.status().isOpen()) {
            // After a dry chunk was taken back, somebody else was faster, or cancelled the import.
            return;
        }
        staged.fail(job.id(), new ArrayList<>(result.failures()));
        staged.unchanged(job.id(), result.unchanged());
        if (!job.dryRun()) {
            objects.insert(job, result.made());
            if (job.rowsCreated() == 0 && result.created() > 0) {
                imports.firstRowsAreIn(job);
            }
        }
        store.advance(job.id(), result.created(), result.unchanged().size(), result.failedCount(), clock.instant());
    }

    /** Takes the effects of a dry chunk back, and carries out what it found. */
    private static final class DryRunDone extends RuntimeException {
        private static final long serialVersionUID = 1;
        private final transient ImportSnapshot job;
        private final transient ImportChunk.Result result;

        private DryRunDone(ImportSnapshot job, ImportChunk.Result result) {
            super("dry run", null, false, false);
            this.job = job;
            this.result = result;
        }
    }
}
