package dev.perennial.platform.persistence;

import java.util.List;

import net.ttddyy.dsproxy.ExecutionInfo;
import net.ttddyy.dsproxy.QueryInfo;
import net.ttddyy.dsproxy.listener.QueryExecutionListener;

/** How many statements the current thread sent, and how long it waited for them. The request log shows both. */
public final class DatabaseTime {
    private static final ThreadLocal<DatabaseTime> CURRENT = ThreadLocal.withInitial(DatabaseTime::new);
    private long statements;
    private long millis;

    private DatabaseTime() {}

    /** Starts counting from zero on this thread. */
    public static void reset() {
        CURRENT.remove();
    }

    public static DatabaseTime current() {
        return CURRENT.get();
    }

    public long statements() {
        return statements;
    }

    public long millis() {
        return millis;
    }

    static final class Recorder implements QueryExecutionListener {
        @Override
        public void beforeQuery(ExecutionInfo execution, List<QueryInfo> queries) {
            // Only the time that a statement took is of interest.
        }

        @Override
        public void afterQuery(ExecutionInfo execution, List<QueryInfo> queries) {
            var time = CURRENT.get();
            time.statements++;
            time.millis += execution.getElapsedTime();
        }
    }
}
