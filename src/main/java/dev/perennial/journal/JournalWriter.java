package dev.perennial.journal;

import java.util.List;
import java.util.UUID;
import java.util.stream.IntStream;

import org.springframework.context.ApplicationEventPublisher;
import org.springframework.context.event.EventListener;
import org.springframework.core.Ordered;
import org.springframework.core.annotation.Order;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;
import org.springframework.transaction.annotation.Propagation;
import org.springframework.transaction.annotation.Transactional;

import dev.perennial.platform.persistence.Rows;
import dev.perennial.platform.tenancy.CurrentTenant;
import dev.perennial.shared.event.DomainEvent;
import dev.perennial.shared.event.DomainEvents;
import dev.perennial.shared.id.UuidV7;

/**
 * Hears every domain event and writes it down in the same transaction: the change and its record stand or fall
 * together. It hears first, so that what a listener makes of an event is written after it.
 */
@Component
@Transactional(propagation = Propagation.MANDATORY)
class JournalWriter {
    private static final String INSERT = """
            insert into journal (tenant_id, id, sequence, type, object_type, object_id, account_id, actor, request_id,
                                 object, previous, occurred_at)
            """;
    private static final String LAST_SEQUENCE =
            "coalesce((select max(j.sequence) from journal j where j.tenant_id = :tenant and j.object_id = %s), 0)";

    /**
     * Not as a batch of one: PostgreSQL plans a statement with arrays anew each time, for their length, and that costs as
     * much as the row.
     */
    private static final String INSERT_ONE = INSERT + """
            values (:tenant, :id, %s + 1, :type, :objectType, :objectId, :account, :actor, :request, :object::jsonb,
                    :previous::jsonb, :at)
            """.formatted(LAST_SEQUENCE.formatted(":objectId"));

    private static final String INSERT_MANY = INSERT + """
            select :tenant, e.id, %s + row_number() over (partition by e.object_id order by e.position),
                   e.type, e.object_type, e.object_id, e.account_id, :actor, :request, e.object, e.previous, e.occurred_at
              from unnest(:ids::uuid[], :types::text[], :objectTypes::text[], :objectIds::uuid[], :accountIds::uuid[],
                          :objects::jsonb[], :previous::jsonb[], :times::timestamptz[])
                   with ordinality as e (id, type, object_type, object_id, account_id, object, previous, occurred_at, position)
            """.formatted(LAST_SEQUENCE.formatted("e.object_id"));

    private final JdbcClient jdbc;
    private final Rows rows;
    private final ApplicationEventPublisher listeners;

    JournalWriter(JdbcClient jdbc, Rows rows, ApplicationEventPublisher listeners) {
        this.jdbc = jdbc;
        this.rows = rows;
        this.listeners = listeners;
    }

    @EventListener
    @Order(Ordered.HIGHEST_PRECEDENCE)
    void on(DomainEvent event) {
        write(List.of(event));
    }

    @EventListener
    @Order(Ordered.HIGHEST_PRECEDENCE)
    void on(DomainEvents batch) {
        if (!batch.events().isEmpty()) {
            write(batch.events());
        }
    }

    private void write(List<? extends DomainEvent> events) {
        var ids = events.stream().map(event -> UuidV7.next()).toList();
        if (events.size() == 1) {
            insert(ids.getFirst(), events.getFirst());
        } else {
            insert(ids, events);
        }
        listeners.publishEvent(new EventsRecorded(IntStream.range(0, events.size())
                .mapToObj(i -> new RecordedEvent(
                        ids.get(i), events.get(i).type(), events.get(i).objectId()))
                .toList()));
    }

    private void insert(UUID id, DomainEvent event) {
        var scope = CurrentTenant.scope();
        jdbc.sql(INSERT_ONE)
                .param("tenant", scope.tenantId())
                .param("actor", scope.actor())
                .param("request", scope.requestId())
                .param("id", id)
                .param("type", event.type())
                .param("objectType", event.objectType())
                .param("objectId", event.objectId())
                .param("account", event.accountId())
                .param("object", rows.toJson(event.object()))
                .param("previous", rows.toJson(event.previous()))
                .param("at", Rows.timestamp(event.occurredAt()))
                .update();
    }

    private void insert(List<UUID> ids, List<? extends DomainEvent> events) {
        var scope = CurrentTenant.scope();
        jdbc.sql(INSERT_MANY)
                .param("tenant", scope.tenantId())
                .param("actor", scope.actor())
                .param("request", scope.requestId())
                .param("ids", Rows.texts(ids))
                .param("types", Rows.texts(events, DomainEvent::type))
                .param("objectTypes", Rows.texts(events, DomainEvent::objectType))
                .param("objectIds", Rows.texts(events, DomainEvent::objectId))
                .param("accountIds", Rows.texts(events, DomainEvent::accountId))
                .param("objects", Rows.texts(events, event -> rows.toJson(event.object())))
                .param("previous", Rows.texts(events, event -> rows.toJson(event.previous())))
                .param("times", Rows.texts(events, DomainEvent::occurredAt))
                .update();
    }
}
