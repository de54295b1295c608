package dev.perennial.journal;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.UUID;

import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Service;
import org.springframework.transaction.annotation.Transactional;
import tools.jackson.databind.JsonNode;

import dev.perennial.platform.persistence.Rows;
import dev.perennial.platform.tenancy.CurrentTenant;
import dev.perennial.platform.web.Page;
import dev.perennial.platform.web.PageQuery;
import dev.perennial.shared.error.DomainException;
import dev.perennial.shared.id.UuidV7;

/** Reads the journal as events: page by page, one by one, or following what is being written. */
@Service
public class EventLog {
    private static final String SELECT = """
            select id, type, object_id, sequence, object, previous, occurred_at, written_in::text as written_in
              from journal where tenant_id = :tenant
            """;
    /**
     * No transaction lasts longer between its first event and its commit; what is older need not be looked at again.
     */
    private static final Duration TRANSACTION_MAX = Duration.ofMinutes(5);

    private static final Duration RESUMABLE_FOR = Duration.ofDays(1);
    private static final UUID FIRST = new UUID(0, 0);
    private final JdbcClient jdbc;
    private final Rows rows;

    EventLog(JdbcClient jdbc, Rows rows) {
        this.jdbc = jdbc;
        this.rows = rows;
    }

    /**
     * What a reader wants to see; null means any.
     *
     * @param type a type, or all of an object: {@code invoice.*}
     */
    public record Filter(@Nullable String type, @Nullable UUID objectId) {

        private String[] types() {
            return PublicEventTypes.matching(type == null ? "*" : type).toArray(String[]::new);
        }
    }

    /**
     * Up to where a follower has read.
     *
     * @param transaction that wrote the last event read
     * @param notBefore no event that is still to come has a smaller id
     */
    public record Position(String transaction, UUID id, UUID notBefore) {

        private static Position of(String transaction, UUID id) {
            return new Position(transaction, id, UuidV7.earlier(id, TRANSACTION_MAX));
        }
    }

    /** An event, and the position right behind it. */
    public record Followed(EventSnapshot event, Position position) {}

    /** Public events, newest first. */
    @Transactional(readOnly = true)
    public Page<EventSnapshot> list(Filter filter, PageQuery page) {
        var sql = SELECT + " and id < :before and type = any(:types)" + byObject(filter)
                + " order by id desc limit :limit";
        var found = jdbc.sql(sql)
                .param("tenant", CurrentTenant.id())
                .param("before", page.before())
                .param("types", filter.types())
                .param("object", filter.objectId())
                .param("limit", page.size() + 1)
                .query(this::event)
                .list();
        return Page.of(found, page.size(), EventSnapshot::id);
    }

    /** A public event. Fails with {@code event_not_found}. */
    @Transactional(readOnly = true)
    public EventSnapshot get(UUID id) {
        return jdbc.sql(SELECT + " and id = :id and type = any(:types)")
                .param("tenant", CurrentTenant.id())
                .param("id", id)
                .param("types", PublicEventTypes.asArray())
                .query(this::event)
                .optional()
                .orElseThrow(() -> DomainException.notFound("event", id));
    }

    /** Events of whatever type, public or not, in no order; unknown ids are left out. */
    @Transactional(readOnly = true)
    public List<EventSnapshot> find(Collection<UUID> ids) {
        return jdbc.sql(SELECT + " and id = any(:ids::uuid[])")
                .param("tenant", CurrentTenant.id())
                .param("ids", Rows.texts(ids))
                .query(this::event)
                .list();
    }

    /**
     * Public events that were written down in {@code [from, to)}, by the wall clock, oldest first.
     *
     * @param after only events behind this one; null for the first ones
     */
    @Transactional(readOnly = true)
    public List<RecordedEvent> recorded(Instant from, Instant to, @Nullable UUID after, int limit) {
        return jdbc.sql("""
                        select id, type, object_id from journal
                         where tenant_id = :tenant and id >= :from and id < :to and id > :after and type = any(:types)
                         order by id limit :limit
                        """)
                .param("tenant", CurrentTenant.id())
                .param("from", UuidV7.floor(from))
                .param("to", UuidV7.floor(to))
                .param("after", after == null ? FIRST : after)
                .param("types", PublicEventTypes.asArray())
                .param("limit", limit)
                .query((row, index) ->
                        new RecordedEvent(Rows.uuid(row, "id"), row.getString("type"), Rows.uuid(row, "object_id")))
                .list();
    }

    /** The position from which a follower sees everything that commits after this call. */
    @Transactional(readOnly = true)
    public Position end() {
        var now = Position.of(oldestOpenTransaction(), UuidV7.next());
        return new Position(now.transaction(), FIRST, now.notBefore());
    }

    /** The position behind an event. Fails with {@code event_not_found}, and with {@code event_too_old} after a day. */
    @Transactional(readOnly = true)
    public Position behind(UUID id) {
        if (UuidV7.madeAt(id).plus(RESUMABLE_FOR).isBefore(UuidV7.madeAt(UuidV7.next()))) {
            throw DomainException.conflict(
                    "event_too_old", "Streams go back one day. Read older events from GET /v1/events.");
        }
        // A database restored elsewhere counts its transactions anew; then those of old events mean nothing any more.
        return jdbc.sql("""
                        select least(written_in, pg_snapshot_xmin(pg_current_snapshot()))::text from journal
                         where tenant_id = :tenant and id = :id
                        """)
                .param("tenant", CurrentTenant.id())
                .param("id", id)
                .query(String.class)
                .optional()
                .map(transaction -> Position.of(transaction, id))
                .orElseThrow(() -> DomainException.notFound("event", id));
    }

    /**
     * What has been committed behind a position, in the order in which followers see it: each event once, none is
     * passed over.
     */
    @Transactional(readOnly = true)
    public List<Followed> after(Position position, Filter filter, int limit) {
        return jdbc.sql(SELECT + " and id >= :floor and type = any(:types)" + byObject(filter) + """
                         and (written_in, id) > (:transaction::xid8, :id)
                         and written_in < pg_snapshot_xmin(pg_current_snapshot())
                         order by journal.written_in, id limit :limit
                        """)
                .param("tenant", CurrentTenant.id())
                .param("floor", position.notBefore())
                .param("types", filter.types())
                .param("object", filter.objectId())
                .param("transaction", position.transaction())
                .param("id", position.id())
                .param("limit", limit)
                .query((row, index) -> {
                    var event = event(row, index);
                    return new Followed(event, Position.of(row.getString("written_in"), event.id()));
                })
                .list();
    }

    private String oldestOpenTransaction() {
        return jdbc.sql("select pg_snapshot_xmin(pg_current_snapshot())::text")
                .query(String.class)
                .single();
    }

    private static String byObject(Filter filter) {
        return filter.objectId() == null ? "" : " and object_id = :object";
    }

    private EventSnapshot event(ResultSet row, int index) throws SQLException {
        var previous = rows.json(row, "previous", JsonNode.class);
        return new EventSnapshot(
                Rows.uuid(row, "id"),
                row.getString("type"),
                Rows.uuid(row, "object_id"),
                row.getLong("sequence"),
                new EventSnapshot.Data(rows.json(row, "object", JsonNode.class)),
                previous.isEmpty() ? null : previous,
                Rows.instant(row, "occurred_at"));
    }
}
