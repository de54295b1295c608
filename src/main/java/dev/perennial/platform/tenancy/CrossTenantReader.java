package dev.perennial.platform.tenancy;

import java.util.function.Function;

import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;
import org.springframework.transaction.PlatformTransactionManager;
import org.springframework.transaction.TransactionDefinition;
import org.springframework.transaction.support.TransactionTemplate;

/**
 * Reads across tenants, for what happens before a tenant is known: resolving a key, finding who has work due. It uses a
 * database role that may read a few columns of a few tables and write nothing.
 */
@Component
public class CrossTenantReader {
    private final JdbcClient jdbc;
    private final TransactionTemplate readOnly;

    CrossTenantReader(JdbcClient jdbc, PlatformTransactionManager transactionManager) {
        this.jdbc = jdbc;
        this.readOnly = new TransactionTemplate(transactionManager);
        // A transaction of its own: the role must end with it, whatever the caller has open.
        this.readOnly.setPropagationBehavior(TransactionDefinition.PROPAGATION_REQUIRES_NEW);
        this.readOnly.setReadOnly(true);
    }

    public <T> T read(Function<JdbcClient, T> query) {
        return java.util.Objects.requireNonNull(readOnly.execute(status -> {
            jdbc.sql("set local role perennial_worker").update();
            return query.apply(jdbc);
        }));
    }
}
