package dev.perennial.webhook;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Types;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Function;
import java.util.stream.Collectors;

import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Repository;

import dev.perennial.journal.RecordedEvent;
import dev.perennial.platform.outbound.Answer;
import dev.perennial.platform.persistence.Rows;
import dev.perennial.platform.tenancy.CurrentTenant;
import dev.perennial.shared.id.UuidV7;
import dev.perennial.webhook.domain.DeadReason;
import dev.perennial.webhook.domain.DeliveryStatus;
import dev.perennial.webhook.domain.Urgency;

/** Deliveries and their attempts in PostgreSQL: the list of what is to be sent, and the log of what was. */
@Repository
class DeliveryStore {
    private static final String SELECT = """
            select id, endpoint_id, event_id, event_type, status, next_attempt_at, dead_reason, created_at, finished_at
              from webhook_delivery where tenant_id = :tenant
            """;
    private static final String INSERT = """
            insert into webhook_delivery (tenant_id, id, endpoint_id, event_id, event_type, urgency, status, next_attempt_at)
            select :tenant, d.id, d.endpoint_id, d.event_id, d.event_type, d.urgency, 'PENDING', now()
              from unnest(:ids::uuid[], :endpoints::uuid[], :events::uuid[], :types::text[], :urgencies::smallint[])
                   as d (id, endpoint_id, event_id, event_type, urgency)
            """;
    private static final String SEND_AGAIN = """
            status = 'PENDING', attempts = 0, next_attempt_at = now(), dead_reason = null, finished_at = null
            """;
    private final JdbcClient jdbc;

    DeliveryStore(JdbcClient jdbc) {
        this.jdbc = jdbc;
    }

    /** An event that an endpoint is to get. */
    record Letter(UUID endpointId, RecordedEvent event, Urgency urgency) {}

    /** A delivery whose time has come. {@code attempts} were made in vain before. */
    record Due(UUID deliveryId, UUID eventId, int attempts) {}

    void insert(List<Letter> letters) {
        insert(letters, "");
    }

    /**
     * Puts events up for sending whether or not they were before; they keep their delivery and its log.
     *
     * @param alsoDelivered whether what was taken is sent once more, too
     * @return how many will be sent
     */
    int insertOrRepeat(List<Letter> letters, boolean alsoDelivered) {
        return insert(letters, """
                on conflict (tenant_id, endpoint_id, event_id) do update set urgency = excluded.urgency, %s
                 where webhook_delivery.status = any(array ['DEAD'%s])
                """.formatted(SEND_AGAIN, alsoDelivered ? ", 'DELIVERED'" : ""));
    }

    private int insert(List<Letter> letters, String onConflict) {
        return jdbc.sql(INSERT + onConflict)
                .param("tenant", CurrentTenant.id())
                .param("ids", Rows.texts(letters, letter -> UuidV7.next()))
                .param("endpoints", Rows.texts(letters, Letter::endpointId))
                .param("events", Rows.texts(letters, letter -> letter.event().id()))
                .param("types", Rows.texts(letters, letter -> letter.event().type()))
                .param(
                        "urgencies",
                        Rows.texts(letters, letter -> letter.urgency().rank()))
                .update();
    }

    /** Puts one delivery up for sending at once, whatever became of it. */
    void repeat(UUID id) {
        jdbc.sql("update webhook_delivery set urgency = :urgency, " + SEND_AGAIN
                        + " where tenant_id = :tenant and id = :id")
                .param("tenant", CurrentTenant.id())
                .param("id", id)
                .param("urgency", Urgency.HIGH.rank())
                .update();
    }

    /** Puts all dead letters up for sending, of one endpoint or of all that are enabled; how many by endpoint. */
    Map<UUID, Integer> repeatDead(@Nullable UUID endpointId) {
        var repeated = jdbc.sql("update webhook_delivery d set urgency = :urgency, " + SEND_AGAIN + """
                         from webhook_endpoint e
                        where d.tenant_id = :tenant and d.status = 'DEAD' and d.dead_reason is distinct from 'EVENT_GONE'
                          and (:endpoint::uuid is null or d.endpoint_id = :endpoint)
                          and e.tenant_id = d.tenant_id and e.id = d.endpoint_id and e.disabled_reason is null and e.deleted_at is null
                        returning d.endpoint_id
                        """)
                .param("tenant", CurrentTenant.id())
                .param("endpoint", endpointId, Types.OTHER)
                .param("urgency", Urgency.LOW.rank())
                .query((row, index) -> Rows.uuid(row, "endpoint_id"))
                .list();
        return repeated.stream().collect(Collectors.toMap(Function.identity(), id -> 1, Integer::sum));
    }

    /** What is due, most urgent first and within that by time. Nothing is claimed: the caller holds the lane. */
    List<Due> due(UUID endpointId, int limit) {
        var due = new ArrayList<Due>();
        for (var urgency : Urgency.values()) {
            if (due.size() < limit) {
                due.addAll(due(endpointId, urgency, limit - due.size()));
            }
        }
        return due;
    }

    private List<Due> due(UUID endpointId, Urgency urgency, int limit) {
        return jdbc.sql("""
                        select id, event_id, attempts from webhook_delivery
                         where tenant_id = :tenant and endpoint_id = :endpoint and urgency = :urgency and next_attempt_at <= now()
                         order by next_attempt_at limit :limit
                        """)
                .param("tenant", CurrentTenant.id())
                .param("endpoint", endpointId)
                .param("urgency", urgency.rank())
                .param("limit", limit)
                .query((row, index) ->
                        new Due(Rows.uuid(row, "id"), Rows.uuid(row, "event_id"), row.getInt("attempts")))
                .list();
    }

    /**
     * Notes what came of attempts: the log in any case, the delivery unless somebody else has gone on with it
     * meanwhile.
     */
    void settle(List<Outcome> outcomes) {
        log(outcomes.stream().filter(outcome -> outcome.sent() != null).toList());
        jdbc.sql("""
                        update webhook_delivery d
                           set status = o.status, attempts = d.attempts + 1, dead_reason = o.dead_reason,
                               next_attempt_at = now() + o.delay_ms * interval '1 millisecond',
                               finished_at = case when o.delay_ms is null then clock_timestamp() end
                          from unnest(:ids::uuid[], :attempts::int[], :statuses::text[], :reasons::text[], :delays::bigint[])
                               as o (id, attempts, status, dead_reason, delay_ms)
                         where d.tenant_id = :tenant and d.id = o.id and d.status = 'PENDING' and d.attempts = o.attempts
                        """)
                .param("tenant", CurrentTenant.id())
                .param("ids", Rows.texts(outcomes, outcome -> outcome.due().deliveryId()))
                .param("attempts", Rows.texts(outcomes, outcome -> outcome.due().attempts()))
                .param("statuses", Rows.texts(outcomes, Outcome::status))
                .param("reasons", Rows.texts(outcomes, Outcome::deadReason))
                .param("delays", Rows.texts(outcomes, outcome -> millis(outcome.nextAttemptIn())))
                .update();
    }

    private static @Nullable Long millis(@Nullable Duration duration) {
        return duration == null ? null : duration.toMillis();
    }

    private void log(List<Outcome> outcomes) {
        var sent = outcomes.stream().map(Outcome::requireSent).toList();
        jdbc.sql("""
                        insert into webhook_attempt (tenant_id, id, delivery_id, sent_at, response_status, failure, duration_ms,
                                                     response_head, body_hash)
                        select :tenant, a.* from unnest(:ids::uuid[], :deliveries::uuid[], :times::timestamptz[], :statuses::int[],
                                                        :failures::text[], :durations::bigint[], :heads::text[], :hashes::bytea[]) as a
                        """)
                .param("tenant", CurrentTenant.id())
                .param("ids", Rows.texts(outcomes, outcome -> UuidV7.next()))
                .param(
                        "deliveries",
                        Rows.texts(outcomes, outcome -> outcome.due().deliveryId()))
                .param("times", Rows.texts(sent, Outcome.Sent::at))
                .param("statuses", Rows.texts(sent, attempt -> attempt.answer().status()))
                .param("failures", Rows.texts(sent, attempt -> attempt.answer().failure()))
                .param(
                        "durations",
                        Rows.texts(sent, attempt -> attempt.answer().duration().toMillis()))
                .param("heads", Rows.texts(sent, attempt -> attempt.answer().head()))
                .param("hashes", Rows.texts(sent, attempt -> "\\x" + attempt.bodyHash()))
                .update();
    }

    /**
     * Makes dead letters of what waits for an endpoint that gets nothing any more. Returns how many, up to the limit.
     */
    int bury(UUID endpointId, int limit) {
        return jdbc.sql("""
                        update webhook_delivery
                           set status = 'DEAD', dead_reason = :reason, next_attempt_at = null, finished_at = now()
                         where tenant_id = :tenant and id in (
                               select id from webhook_delivery
                                where tenant_id = :tenant and endpoint_id = :endpoint and next_attempt_at is not null limit :limit)
                        """)
                .param("tenant", CurrentTenant.id())
                .param("reason", DeadReason.ENDPOINT_DISABLED.name())
                .param("endpoint", endpointId)
                .param("limit", limit)
                .update();
    }

    /** Removes deliveries, and with them their attempts, that were over before the given age. */
    int forget(Duration age, int limit) {
        return jdbc.sql("""
                        delete from webhook_delivery
                         where tenant_id = :tenant and id in (
                               select id from webhook_delivery
                                where tenant_id = :tenant and id < :made
                                  and finished_at < now() - :seconds * interval '1 second' order by id limit :limit)
                        """)
                .param("tenant", CurrentTenant.id())
                .param("made", UuidV7.earlier(UuidV7.next(), age))
                .param("seconds", age.toSeconds())
                .param("limit", limit)
                .update();
    }

    Optional<DeliverySnapshot> find(UUID id) {
        return withAttempts(jdbc.sql(SELECT + " and id = :id")
                        .param("tenant", CurrentTenant.id())
                        .param("id", id)
                        .query(DeliveryStore::delivery)
                        .list())
                .stream()
                .findFirst();
    }

    /** What an endpoint got or is to get; the newest event first, and only events before the one given. */
    List<DeliverySnapshot> list(UUID endpointId, @Nullable DeliveryStatus status, UUID beforeEvent, int limit) {
        return withAttempts(jdbc.sql(SELECT + " and endpoint_id = :endpoint and event_id < :before"
                        + (status == null ? "" : " and status = :status") + " order by event_id desc limit :limit")
                .param("tenant", CurrentTenant.id())
                .param("endpoint", endpointId)
                .param("status", status == null ? null : status.name())
                .param("before", beforeEvent)
                .param("limit", limit)
                .query(DeliveryStore::delivery)
                .list());
    }

    /** The delivery of the newest event of a type that went to an endpoint. */
    DeliverySnapshot newest(UUID endpointId, String eventType) {
        return jdbc.sql(SELECT + " and endpoint_id = :endpoint and event_type = :type order by event_id desc limit 1")
                .param("tenant", CurrentTenant.id())
                .param("endpoint", endpointId)
                .param("type", eventType)
                .query(DeliveryStore::delivery)
                .single();
    }

    private List<DeliverySnapshot> withAttempts(List<DeliverySnapshot> deliveries) {
        record Made(UUID deliveryId, DeliverySnapshot.Attempt attempt) {}
        var made = jdbc
                .sql("""
                        select delivery_id, sent_at, response_status, failure, duration_ms, response_head from webhook_attempt
                         where tenant_id = :tenant and delivery_id = any(:ids::uuid[]) order by id
                        """)
                .param("tenant", CurrentTenant.id())
                .param("ids", Rows.texts(deliveries, DeliverySnapshot::id))
                .query((row, index) -> new Made(Rows.uuid(row, "delivery_id"), attempt(row)))
                .list()
                .stream()
                .collect(Collectors.groupingBy(
                        Made::deliveryId, Collectors.mapping(Made::attempt, Collectors.toList())));
        return deliveries.stream()
                .map(delivery -> delivery.with(made.getOrDefault(delivery.id(), List.of())))
                .toList();
    }

    private static DeliverySnapshot.Attempt attempt(ResultSet row) throws SQLException {
        var failure = row.getString("failure");
        return new DeliverySnapshot.Attempt(
                Rows.instant(row, "sent_at"),
                row.getObject("response_status", Integer.class),
                failure == null ? null : Answer.Failure.valueOf(failure),
                row.getLong("duration_ms"),
                row.getString("response_head"));
    }

    private static DeliverySnapshot delivery(ResultSet row, int index) throws SQLException {
        var reason = row.getString("dead_reason");
        return new DeliverySnapshot(
                Rows.uuid(row, "id"),
                Rows.uuid(row, "endpoint_id"),
                Rows.uuid(row, "event_id"),
                row.getString("event_type"),
                DeliveryStatus.valueOf(row.getString("status")),
                Rows.instantOrNull(row, "next_attempt_at"),
                reason == null ? null : DeadReason.valueOf(reason),
                List.of(),
                Rows.instant(row, "created_at"),
                Rows.instantOrNull(row, "finished_at"));
    }
}
