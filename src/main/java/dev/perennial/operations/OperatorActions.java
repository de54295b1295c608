package dev.perennial.operations;

import java.time.Instant;
import java.util.Map;
import java.util.UUID;

import io.swagger.v3.oas.annotations.media.Schema;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Service;
import org.springframework.transaction.annotation.Propagation;
import org.springframework.transaction.annotation.Transactional;
import tools.jackson.core.type.TypeReference;
import tools.jackson.databind.json.JsonMapper;

import dev.perennial.platform.persistence.Rows;
import dev.perennial.platform.web.Page;
import dev.perennial.platform.web.PageQuery;
import dev.perennial.shared.id.UuidV7;

/**
 * The operator's log: what was done to the service as a whole. What is done to a tenant's objects is in its journal.
 */
@Service
public class OperatorActions {
    /** As the journal names whoever has the operator's key. */
    static final String OPERATOR = "operator";

    private static final TypeReference<Map<String, Object>> DETAIL = new TypeReference<>() {};
    private final JdbcClient jdbc;
    private final Rows rows;
    private final JsonMapper json;

    OperatorActions(JdbcClient jdbc, Rows rows, JsonMapper json) {
        this.jdbc = jdbc;
        this.rows = rows;
        this.json = json;
    }

    /**
     * One thing that was done.
     *
     * @param action dotted and past tense, like the type of an event: workers.paused
     * @param detail to what, how many, why
     */
    @Schema(name = "OperatorAction")
    public record Action(
            UUID id,
            @Schema(example = "workers.paused") String action,
            @Schema(example = "operator") String actor,
            @Nullable String requestId,
            Map<String, Object> detail,
            Instant doneAt) {}

    /** Writes down what is done, in the transaction that does it. */
    @Transactional(propagation = Propagation.MANDATORY)
    public void record(String action, @Nullable String requestId, Map<String, Object> detail) {
        jdbc.sql("""
                        insert into operator_action (id, action, actor, request_id, detail)
                        values (:id, :action, :actor, :request, :detail::jsonb)
                        """)
                .param("id", UuidV7.next())
                .param("action", action)
                .param("actor", OPERATOR)
                .param("request", requestId)
                .param("detail", rows.toJson(detail))
                .update();
    }

    /** The newest first. */
    @Transactional(readOnly = true)
    public Page<Action> list(PageQuery page) {
        var found = jdbc.sql("""
                        select id, action, actor, request_id, detail, done_at from operator_action
                         where id < :before order by id desc limit :limit
                        """)
                .param("before", page.before())
                .param("limit", page.size() + 1)
                .query((row, index) -> new Action(
                        Rows.uuid(row, "id"),
                        String.valueOf(row.getString("action")),
                        String.valueOf(row.getString("actor")),
                        row.getString("request_id"),
                        json.readValue(row.getString("detail"), DETAIL),
                        Rows.instant(row, "done_at")))
                .list();
        return Page.of(found, page.size(), Action::id);
    }
}
