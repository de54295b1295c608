package dev.perennial.operations;

import java.time.Duration;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.dao.DataAccessException;
import org.springframework.dao.QueryTimeoutException;
import org.springframework.jdbc.core.JdbcOperations;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.stereotype.Component;
import org.springframework.transaction.PlatformTransactionManager;
import org.springframework.transaction.TransactionDefinition;
import org.springframework.transaction.TransactionException;
import org.springframework.transaction.support.TransactionTemplate;

import static java.util.Objects.requireNonNull;

/**
 * Asks the database whether a rule holds, as the role {@code perennial_auditor}: it reads the rows of all tenants and
 * writes nothing. Each rule has a transaction of its own, so none holds back the vacuum for as long as all of them
 * take.
 */
@Component
class InvariantChecks {
    private static final Logger log = LoggerFactory.getLogger(InvariantChecks.class);
    private static final int FETCH_SIZE = 1_000;
    private final JdbcTemplate jdbc;
    private final TransactionTemplate readOnly;
    private final Duration timeout;

    InvariantChecks(JdbcTemplate jdbc, PlatformTransactionManager transactionManager, InvariantProperties properties) {
        this.jdbc = streaming(jdbc);
        this.readOnly = new TransactionTemplate(transactionManager);
        this.readOnly.setPropagationBehavior(TransactionDefinition.PROPAGATION_REQUIRES_NEW);
        this.readOnly.setReadOnly(true);
        this.timeout = properties.checkTimeout();
    }

    private static JdbcTemplate streaming(JdbcTemplate shared) {
        var own = new JdbcTemplate(requireNonNull(shared.getDataSource()));
        own.setFetchSize(FETCH_SIZE);
        return own;
    }

    /**
     * What breaks the rule. A check that cannot be made (it took too long, the database is away) is told as a failed
     * one.
     */
    InvariantFindings check(Invariant invariant) {
        try {
            return requireNonNull(readOnly.execute(status -> check(invariant, jdbc, timeout)));
        } catch (DataAccessException | TransactionException e) {
            log.error("Rule {} could not be checked", invariant.name(), e);
            return InvariantFindings.failed(
                    e instanceof QueryTimeoutException
                            ? "took longer than " + timeout
                            : "the database refused it or was away; the log says more");
        }
    }

    /** Within a transaction of the caller's, as the auditor until its end. */
    static InvariantFindings check(Invariant invariant, JdbcOperations jdbc, Duration timeout) {
        jdbc.execute("set local role perennial_auditor");
        jdbc.execute("set local statement_timeout = " + timeout.toMillis());
        var collector = new FindingsCollector();
        jdbc.query(invariant.query(), collector);
        return collector.findings(null);
    }
}
