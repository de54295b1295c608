package dev.perennial.support;

import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.jdbc.datasource.SingleConnectionDataSource;

import static org.awaitility.Awaitility.await;

/**
 * Holds a row as a run or a request does, until this is closed. Whoever comes meanwhile waits, and is let in in the
 * order in which he came: so a test decides who is first.
 */
public final class HeldRow implements AutoCloseable {
    private final ExecutorService callers = Executors.newVirtualThreadPerTaskExecutor();
    private final Connection holder;
    private int waiting;

    /** What everybody holds who bills or changes a subscription. */
    public static HeldRow ofSubscription(String id) {
        return new HeldRow("billing_schedule", "subscription_id", id);
    }

    public static HeldRow ofAccount(String id) {
        return new HeldRow("account", "id", id);
    }

    public static HeldRow ofApiKey(String id) {
        return new HeldRow("api_key", "id", id);
    }

    private HeldRow(String table, String key, String id) {
        try {
            holder = TestDatabase.shared().asOwner().getConnection();
            holder.setAutoCommit(false);
            JdbcClient.create(new SingleConnectionDataSource(holder, true))
                    .sql("select 1 from %s where %s = :id::uuid for update".formatted(table, key))
                    .param("id", id)
                    .query()
                    .singleRow();
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
    }

    /** Calls, and returns when the call waits. */
    public <T> Future<T> letWait(Callable<T> call) {
        var result = callers.submit(call);
        waiting++;
        await().atMost(Duration.ofSeconds(10)).until(() -> sessionsThatWait() >= waiting);
        return result;
    }

    private static long sessionsThatWait() {
        return JdbcClient.create(TestDatabase.shared().asOwner())
                .sql("""
                        select count(*) from pg_stat_activity
                         where datname = current_database() and wait_event_type = 'Lock'
                        """)
                .query(Long.class)
                .single();
    }

    /** Lets them in. */
    public void release() throws SQLException {
        holder.rollback();
    }

    @Override
    public void close() throws SQLException {
        holder.close();
        callers.close();
    }
}
