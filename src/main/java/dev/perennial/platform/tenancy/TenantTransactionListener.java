package dev.perennial.platform.tenancy;

import java.util.UUID;
import javax.sql.DataSource;

import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.stereotype.Component;
import org.springframework.transaction.TransactionExecution;
import org.springframework.transaction.TransactionExecutionListener;

/**
 * Tells PostgreSQL at the start of each transaction which tenant it serves. Row-level security compares every row with
 * it, so a query that forgot its tenant finds nothing instead of everything.
 */
@Component
class TenantTransactionListener implements TransactionExecutionListener {
    private final JdbcTemplate jdbc;

    TenantTransactionListener(DataSource dataSource) {
        this.jdbc = new JdbcTemplate(dataSource);
    }

    @Override
    public void afterBegin(TransactionExecution transaction, @Nullable Throwable beginFailure) {
        if (beginFailure == null && transaction.isNewTransaction()) {
            CurrentTenant.find().ifPresent(scope -> bind(scope.tenantId()));
        }
    }

    private void bind(UUID tenantId) {
        jdbc.query("select set_config('app.tenant', ?, true)", row -> null, tenantId.toString());
    }
}
