package dev.perennial.platform.tenancy;

import java.util.List;
import java.util.UUID;
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

    /**
     * Tenants with a row that is due by their own clock. Test tenants whose clock was moved within the last minute are
     * left to the request that moves it.
     *
     * @param table shown to the worker; a name of ours, never of a caller's
     * @param dueAt its column that says when; null for never
     */
    public List<UUID> tenantsWithDue(String table, String dueAt) {
        return read(
                sql -> sql.sql("""
                        select t.id from tenant t
                         where (t.test_clock_moved_at is null or t.test_clock_moved_at < now() - interval '1 minute')
                           and exists (select from %s d
                                        where d.tenant_id = t.id and d.%s <= coalesce(t.test_clock_at, now()))
                        """.formatted(table, dueAt)).query(UUID.class).list());
    }

    public <T> T read(Function<JdbcClient, T> query) {
        return java.util.Objects.requireNonNull(readOnly.execute(status -> {
            jdbc.sql("set local role perennial_worker").update();
            return query.apply(jdbc);
        }));
    }
}
