package dev.perennial.journal;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.UUID;

import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Service;
import org.springframework.transaction.annotation.Transactional;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.JsonNodeFactory;

import dev.perennial.platform.persistence.Rows;
import dev.perennial.platform.tenancy.CurrentTenant;
import dev.perennial.platform.web.Page;
import dev.perennial.platform.web.PageQuery;
import dev.perennial.shared.error.DomainException;

/** Reads the journal as an audit trail. */
@Service
public class JournalService {
    private static final String SELECT = """
            select id, sequence, type, object_type, object_id, account_id, actor, request_id, object, previous, occurred_at,
                   recorded_at
              from journal where tenant_id = :tenant
            """;
    private final JdbcClient jdbc;
    private final Rows rows;

    JournalService(JdbcClient jdbc, Rows rows) {
        this.jdbc = jdbc;
        this.rows = rows;
    }

    /**
     * What an audit search may be narrowed to; null means any. {@code from} belongs to the range, {@code to} does not.
     */
    public record AuditFilter(
            @Nullable String entityType,
            @Nullable UUID entityId,
            @Nullable UUID accountId,
            @Nullable String actor,
            @Nullable String requestId,
            @Nullable Instant from,
            @Nullable Instant to) {

        public static AuditFilter ofObject(String type, UUID id) {
            return new AuditFilter(type, id, null, null, null, null, null);
        }

        /** All that has to do with an account. */
        public static AuditFilter ofAccount(UUID id) {
            return new AuditFilter(null, null, id, null, null, null, null);
        }
    }

    /** Everything that the filter lets through, newest first. */
    @Transactional(readOnly = true)
    public Page<AuditEntry> audit(AuditFilter filter, PageQuery page) {
        var sql = new StringBuilder(SELECT).append(" and id < :before");
        if (filter.entityType() != null) {
            sql.append(" and object_type = :entityType");
        }
        if (filter.entityId() != null) {
            sql.append(" and object_id = :entityId");
        }
        if (filter.accountId() != null) {
            sql.append(" and account_id = :accountId");
        }
        if (filter.actor() != null) {
            sql.append(" and actor = :actor");
        }
        if (filter.requestId() != null) {
            sql.append(" and request_id = :requestId");
        }
        if (filter.from() != null) {
            sql.append(" and occurred_at >= :from");
        }
        if (filter.to() != null) {
            sql.append(" and occurred_at < :to");
        }
        var found = jdbc.sql(sql.append(" order by id desc limit :limit").toString())
                .param("tenant", CurrentTenant.id())
                .param("before", page.before())
                .param("from", Rows.timestamp(filter.from()))
                .param("to", Rows.timestamp(filter.to()))
                .param("entityType", filter.entityType())
                .param("entityId", filter.entityId())
                .param("accountId", filter.accountId())
                .param("actor", filter.actor())
                .param("requestId", filter.requestId())
                .param("limit", page.size() + 1)
                .query(this::auditEntry)
                .list();
        return Page.of(found, page.size(), AuditEntry::id);
    }

    /** Everything that happened to a subscription, newest first. Fails with {@code subscription_not_found}. */
    @Transactional(readOnly = true)
    public Page<AuditEntry> subscriptionHistory(UUID id, PageQuery page) {
        var history = audit(AuditFilter.ofObject("subscription", id), page);
        if (history.data().isEmpty() && page.cursor() == null) {
            throw DomainException.notFound("subscription", id);
        }
        return history;
    }

    private AuditEntry auditEntry(ResultSet row, int index) throws SQLException {
        return new AuditEntry(
                Rows.uuid(row, "id"),
                row.getString("object_type"),
                Rows.uuid(row, "object_id"),
                row.getString("type"),
                row.getString("actor"),
                row.getString("request_id"),
                row.getLong("sequence"),
                changes(
                        rows.json(row, "object", JsonNode.class),
                        rows.json(row, "previous", JsonNode.class),
                        row.getLong("sequence")),
                Rows.instant(row, "occurred_at"),
                Rows.instant(row, "recorded_at"));
    }

    /** For a new object every field came from nothing. */
    private static Map<String, AuditEntry.Change> changes(JsonNode object, JsonNode previous, long sequence) {
        var nothing = JsonNodeFactory.instance.nullNode();
        var changes = new LinkedHashMap<String, AuditEntry.Change>();
        if (sequence == 1 && previous.isEmpty()) {
            object.properties().forEach(field -> {
                if (!field.getValue().isNull()) {
                    changes.put(field.getKey(), new AuditEntry.Change(nothing, field.getValue()));
                }
            });
            return changes;
        }
        previous.properties().forEach(field -> {
            var now = object.get(field.getKey());
            changes.put(field.getKey(), new AuditEntry.Change(field.getValue(), now == null ? nothing : now));
        });
        return changes;
    }
}
