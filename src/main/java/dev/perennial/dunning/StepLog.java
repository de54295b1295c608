package dev.perennial.dunning;

import java.time.Clock;
import java.time.Instant;
import java.util.UUID;

import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;
import org.springframework.transaction.annotation.Propagation;
import org.springframework.transaction.annotation.Transactional;

import dev.perennial.dunning.domain.StepKind;
import dev.perennial.platform.persistence.Rows;
import dev.perennial.platform.tenancy.CurrentTenant;
import dev.perennial.shared.id.UuidV7;

/**
 * What was done in a case, and when. A step of the schedule can be written down once: a unique key refuses the second.
 */
@Component
@Transactional(propagation = Propagation.MANDATORY)
class StepLog {
    private final JdbcClient jdbc;
    private final Clock clock;

    StepLog(JdbcClient jdbc, Clock clock) {
        this.jdbc = jdbc;
        this.clock = clock;
    }

    /**
     * Notes the step of the schedule that is due in the case and for which it is about to {@link DunningCase#advance}.
     */
    void planned(DunningCase dunningCase, StepKind kind, @Nullable UUID paymentId) {
        write(dunningCase, dunningCase.nextSlot(), kind, dunningCase.nextStepAt(), paymentId);
    }

    /** Notes what happened out of turn. */
    void unplanned(DunningCase dunningCase, StepKind kind, @Nullable UUID paymentId) {
        write(dunningCase, null, kind, null, paymentId);
    }

    private void write(
            DunningCase dunningCase,
            @Nullable Integer slot,
            StepKind kind,
            @Nullable Instant plannedAt,
            @Nullable UUID paymentId) {
        jdbc.sql("""
                        insert into dunning_step (tenant_id, id, case_id, round, slot, kind, planned_at, taken_at, payment_id)
                        values (:tenant, :id, :case, :round, :slot::int, :kind, :planned, :now, :payment::uuid)
                        """)
                .param("tenant", CurrentTenant.id())
                .param("id", UuidV7.next())
                .param("case", dunningCase.id())
                .param("round", dunningCase.round())
                .param("slot", slot)
                .param("kind", kind.name())
                .param("planned", Rows.timestamp(plannedAt))
                .param("now", Rows.timestamp(clock.instant()))
                .param("payment", paymentId)
                .update();
    }
}
