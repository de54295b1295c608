package dev.perennial.platform.persistence;

import java.util.function.Supplier;

import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;
import org.springframework.transaction.annotation.Propagation;
import org.springframework.transaction.annotation.Transactional;

/**
 * Runs statements by plans made for the tables as they are now. A plan that a connection keeps from when they were small reads the
 * whole of what came since, again and again.
 */
@Component
public class FreshPlans {
    private final JdbcClient jdbc;

    FreshPlans(JdbcClient jdbc) {
        this.jdbc = jdbc;
    }

    /**
     * For statements that look rows up. The setting is taken back at once: PostgreSQL checks foreign keys by kept plans, too, and would
     * plan them anew for each row that the transaction writes.
     */
    @Transactional(propagation = Propagation.MANDATORY)
    public <T> T run(Supplier<T> statements) {
        jdbc.sql("set local plan_cache_mode = 'force_custom_plan'").update();
        var found = statements.get();
        jdbc.sql("set local plan_cache_mode = 'auto'").update();
        return found;
    }

    @Transactional(propagation = Propagation.MANDATORY)
    public void run(Runnable statements) {
        run(() -> {
            statements.run();
            return true;
        });
    }
}
