package dev.perennial.payment;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Service;
import org.springframework.transaction.annotation.Transactional;

import dev.perennial.payment.domain.Pause;
import dev.perennial.payment.gateway.GatewayEvent;
import dev.perennial.platform.persistence.Rows;

/** Keeps what gateways told until it is worked off: each event once, whoever brought it and however often. */
@Service
class GatewayInbox {
    /** Longer than the calls for one event may take. After it another worker may take the event over. */
    private static final int LEASE_SECONDS = 180;

    private static final int TRIES_MAX = 20;
    private static final Pause TRY_AGAIN = new Pause(Duration.ofSeconds(10), Duration.ofHours(2));
    private final JdbcClient jdbc;

    GatewayInbox(JdbcClient jdbc) {
        this.jdbc = jdbc;
    }

    /** Who brought an event. */
    enum FoundBy {
        CALLBACK,
        SWEEP
    }

    /** An event that this worker holds. */
    record Claim(GatewayEvent event, int tries) {}

    /** How many events wait, how many were given up, and how old the oldest that waits is. */
    record Health(long pending, long parked, long oldestSeconds) {}

    /** Stores an event; false when it was there already. */
    @Transactional
    boolean accept(String gateway, GatewayEvent event, FoundBy foundBy) {
        return jdbc.sql("""
                        insert into gateway_event (gateway, id, type, object_id, about_tenant, about_payment, found_by, work_at, happened_at)
                        values (:gateway, :id, :type, :object, :tenant, :payment, :by, now(), :at)
                        on conflict (gateway, id) do nothing
                        """)
                        .param("gateway", gateway)
                        .param("id", event.id())
                        .param("type", event.type())
                        .param("object", event.objectId())
                        .param("tenant", event.tenantId())
                        .param("payment", event.paymentId())
                        .param("by", foundBy.name())
                        .param("at", Rows.timestamp(event.happenedAt()))
                        .update()
                == 1;
    }

    /** Takes events whose time has come, oldest first. The claim is committed when this returns. */
    @Transactional
    List<Claim> claim(String gateway, int limit) {
        return jdbc.sql("""
                        update gateway_event set work_at = now() + :lease * interval '1 second', tries = tries + 1
                         where (gateway, id) in (select gateway, id from gateway_event
                                                  where gateway = :gateway and work_at <= now()
                                                  order by work_at limit :limit for update skip locked)
                        returning id, type, object_id, about_tenant, about_payment, happened_at, tries
                        """)
                .param("gateway", gateway)
                .param("lease", LEASE_SECONDS)
                .param("limit", limit)
                .query((row, index) -> new Claim(
                        new GatewayEvent(
                                String.valueOf(row.getString("id")),
                                String.valueOf(row.getString("type")),
                                String.valueOf(row.getString("object_id")),
                                row.getObject("about_tenant", UUID.class),
                                row.getObject("about_payment", UUID.class),
                                Rows.instant(row, "happened_at")),
                        row.getInt("tries")))
                .list();
    }

    @Transactional
    void done(String gateway, String id) {
        finish(gateway, id, "DONE", null);
    }

    @Transactional
    void ignore(String gateway, String id, String reason) {
        finish(gateway, id, "IGNORED", reason);
    }

    /** Puts an event back for later; true when it was tried often enough and is set aside for a person instead. */
    @Transactional
    boolean postpone(String gateway, Claim claim, String reason) {
        if (claim.tries() >= TRIES_MAX) {
            finish(gateway, claim.event().id(), "PARKED", reason);
            return true;
        }
        var seed = UUID.nameUUIDFromBytes(claim.event().id().getBytes(StandardCharsets.UTF_8));
        jdbc.sql("""
                        update gateway_event set work_at = now() + :pause * interval '1 second', detail = :detail
                         where gateway = :gateway and id = :id and status = 'PENDING'
                        """)
                .param("pause", TRY_AGAIN.after(claim.tries(), seed).toSeconds())
                .param("detail", reason)
                .param("gateway", gateway)
                .param("id", claim.event().id())
                .update();
        return false;
    }

    private void finish(String gateway, String id, String status, @Nullable String detail) {
        jdbc.sql("""
                        update gateway_event set status = :status, detail = :detail, work_at = null
                         where gateway = :gateway and id = :id and status = 'PENDING'
                        """)
                .param("status", status)
                .param("detail", detail)
                .param("gateway", gateway)
                .param("id", id)
                .update();
    }

    /** Up to when the gateway was asked for events that never came. */
    @Transactional(readOnly = true)
    Optional<Instant> sweptUntil(String gateway) {
        return jdbc.sql("select swept_until from gateway_sweep where gateway = :gateway")
                .param("gateway", gateway)
                .query((row, index) -> Rows.instant(row, "swept_until"))
                .optional();
    }

    @Transactional
    void sweptUntil(String gateway, Instant until) {
        jdbc.sql("""
                        insert into gateway_sweep (gateway, swept_until) values (:gateway, :until)
                        on conflict (gateway) do update set swept_until = greatest(gateway_sweep.swept_until, excluded.swept_until)
                        """)
                .param("gateway", gateway)
                .param("until", Rows.timestamp(until))
                .update();
    }

    /** Deletes what was worked off long ago: longer than any gateway repeats or lists an event. */
    @Transactional
    void forgetOld() {
        jdbc.sql("""
                        delete from gateway_event
                         where work_at is null and status in ('DONE', 'IGNORED') and received_at < now() - interval '60 days'
                        """).update();
    }

    @Transactional(readOnly = true)
    Health health() {
        return jdbc.sql("""
                        select count(*) filter (where status = 'PENDING') as pending,
                               count(*) filter (where status = 'PARKED') as parked,
                               coalesce(extract(epoch from now() - min(received_at) filter (where status = 'PENDING')), 0)::bigint as oldest
                          from gateway_event where status in ('PENDING', 'PARKED')
                        """)
                .query((row, index) -> new Health(row.getLong("pending"), row.getLong("parked"), row.getLong("oldest")))
                .single();
    }
}
