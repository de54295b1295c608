package dev.perennial.process;

import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.UUID;

import org.springframework.jdbc.core.simple.JdbcClient;

import dev.perennial.support.TestDatabase;

import static org.awaitility.Awaitility.await;

/**
 * Stops a service in the middle of a payment, at a step of our choice and for as long as we like, so that it can be
 * killed there. The steps are triggers in the database that wait for a lock: the service itself has no code for it.
 */
final class FailPoints {
    private static final long LOCK = 4_711;
    private static final String SET_UP = """
            create schema failpoints;
            create table failpoints.armed (account_id uuid primary key, step text not null);
            create function failpoints.stop() returns trigger language plpgsql security definer set lock_timeout = 0 as $$
            begin
                if exists (select from failpoints.armed a where a.account_id = new.account_id and a.step = tg_argv[0]) then
                    perform pg_advisory_xact_lock_shared(4711);
                end if;
                return new;
            end $$;
            create trigger fp_queued before update on payment for each row
                when (old.sent_at is null and new.sent_at is not null) execute function failpoints.stop('QUEUED');
            create trigger fp_claimed before update on payment for each row
                when (old.gateway_payment_method_id is null and new.gateway_payment_method_id is not null)
                execute function failpoints.stop('CLAIMED');
            create trigger fp_answered before update on payment for each row
                when (old.status is distinct from new.status) execute function failpoints.stop('ANSWERED');
            create constraint trigger fp_committing after update on payment deferrable initially deferred for each row
                when (old.status is distinct from new.status) execute function failpoints.stop('COMMITTING');
            create trigger fp_settled after insert on journal for each row
                when (new.type in ('payment.succeeded', 'payment.failed', 'payment.requires_action'))
                execute function failpoints.stop('SETTLED');
            """;

    private final JdbcClient owner;
    private final Connection holder;

    /** How far a payment got. */
    enum Step {
        /** The attempt is committed; nobody has claimed it. */
        QUEUED,
        /** Claimed; the gateway was not called. */
        CLAIMED,
        /** The gateway answered; nothing of it is written. */
        ANSWERED,
        /** Everything is written, the invoice and the journal too, and not committed. */
        SETTLED,
        /** The commit is under way. */
        COMMITTING
    }

    FailPoints(TestDatabase database) throws SQLException {
        owner = JdbcClient.create(database.asOwner());
        owner.sql(SET_UP).update();
        holder = database.asOwner().getConnection();
        shut();
    }

    /** Payments of the account stop at this step from now on. */
    void arm(String account, Step step) {
        owner.sql("insert into failpoints.armed (account_id, step) values (:account, :step)")
                .param("account", UUID.fromString(account))
                .param("step", step.name())
                .update();
    }

    void awaitStopped(int payments) {
        await(payments + " payments have stopped")
                .atMost(Duration.ofSeconds(20))
                .pollInterval(Duration.ofMillis(20))
                .until(() -> owner.sql(
                                        "select count(*) from pg_locks where locktype = 'advisory' and objid = 4711 and not granted")
                                .query(Integer.class)
                                .single()
                        == payments);
    }

    /** Lets what stopped go on. Later payments stop no more. */
    void release() throws SQLException {
        owner.sql("delete from failpoints.armed").update();
        unlock();
        shut();
    }

    private void unlock() throws SQLException {
        try (var statement = holder.createStatement()) {
            statement.execute("select pg_advisory_unlock(" + LOCK + ")");
        }
    }

    /** After the service was killed: what it had open is rolled back, and nothing stops any more. */
    void disarm(String serviceName) throws SQLException {
        owner.sql("select count(pg_terminate_backend(pid)) from pg_stat_activity where application_name = :name")
                .param("name", serviceName)
                .query(Integer.class)
                .single();
        owner.sql("delete from failpoints.armed").update();
        unlock();
        await("its connections are gone")
                .atMost(Duration.ofSeconds(10))
                .until(() -> owner.sql("select count(*) from pg_stat_activity where application_name = :name")
                                .param("name", serviceName)
                                .query(Integer.class)
                                .single()
                        == 0);
        shut();
    }

    /** Shuts the gate at which armed payments wait. */
    private void shut() throws SQLException {
        try (var statement = holder.createStatement()) {
            statement.execute("select pg_advisory_lock(" + LOCK + ")");
        }
    }
}
