package dev.perennial.subscription;

import java.sql.Types;
import java.time.Instant;
import java.util.UUID;

import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;
import org.springframework.transaction.annotation.Propagation;
import org.springframework.transaction.annotation.Transactional;

import dev.perennial.platform.persistence.Rows;
import dev.perennial.platform.tenancy.CurrentTenant;

/** Where a single subscription stands on the schedule, as requests say. But for a new one, the caller holds its row. */
@Component
@Transactional(propagation = Propagation.MANDATORY)
class SchedulePositions {
    private final JdbcClient jdbc;

    SchedulePositions(JdbcClient jdbc) {
        this.jdbc = jdbc;
    }

    void open(CreateSubscription command, NewSubscription facts) {
        jdbc.sql("""
                        insert into billing_schedule (tenant_id, subscription_id, account_id, next_bill_at, next_period_index,
                                                      period_start, period_end)
                        values (:tenant, :id, :account, :next, :index, :start, :end)
                        """)
                .param("tenant", CurrentTenant.id())
                .param("id", command.id())
                .param("account", command.accountId())
                .param("next", Rows.timestamp(facts.firstDueAt()))
                .param("index", facts.periods().firstIndex())
                .param("start", Rows.timestamp(facts.trialEnd() == null ? null : facts.startAt()))
                .param("end", Rows.timestamp(facts.trialEnd()))
                .update();
    }

    /** Sets when a run must look at the subscription next; null for never. */
    void lookAgainAt(UUID subscriptionId, @Nullable Instant at) {
        jdbc.sql("""
                        update billing_schedule set next_bill_at = :at where tenant_id = :tenant and subscription_id = :id
                        """)
                .param("tenant", CurrentTenant.id())
                .param("id", subscriptionId)
                .param("at", Rows.timestamp(at))
                .update();
    }

    /** Lets a run that can bill it again bill it up to its end; until then it stays due. */
    void settleLater(UUID subscriptionId, LateSettlement settlement) {
        jdbc.sql("""
                        update billing_schedule set settle_until = :until, settle_credits = :credits
                         where tenant_id = :tenant and subscription_id = :id
                        """)
                .param("tenant", CurrentTenant.id())
                .param("id", subscriptionId)
                .param("until", Rows.timestamp(settlement.until()))
                .param("credits", settlement.creditsUnusedTime())
                .update();
    }

    /** Puts it where it goes on. */
    void moveTo(UUID subscriptionId, Position position) {
        var period = position.period();
        jdbc.sql("""
                        update billing_schedule
                           set next_bill_at = :next, next_period_index = :index, period_start = :start, period_end = :end,
                               arrears_since = :since, usage_since = :usageSince, arrears_version_id = :version, arrears_quantity = :quantity
                         where tenant_id = :tenant and subscription_id = :id
                        """)
                .param("tenant", CurrentTenant.id())
                .param("id", subscriptionId)
                .param("next", Rows.timestamp(position.nextBillAt()))
                .param("index", position.nextPeriodIndex())
                .param("start", Rows.timestamp(period == null ? null : period.start()))
                .param("end", Rows.timestamp(period == null ? null : period.end()))
                .param("since", Rows.timestamp(position.arrears().since()))
                .param("usageSince", Rows.timestamp(position.arrears().usageSince()))
                .param("version", position.arrears().versionId(), Types.OTHER)
                .param("quantity", position.arrears().quantity(), Types.BIGINT)
                .update();
    }
}
