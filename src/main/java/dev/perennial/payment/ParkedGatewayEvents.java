package dev.perennial.payment;

import java.time.Instant;
import java.util.List;

import io.swagger.v3.oas.annotations.media.Schema;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Service;
import org.springframework.transaction.annotation.Transactional;

import dev.perennial.platform.persistence.Rows;

/** Events of the gateway that were tried in vain and set aside, and trying them again. They belong to no tenant. */
@Service
public class ParkedGatewayEvents {
    private final JdbcClient jdbc;

    ParkedGatewayEvents(JdbcClient jdbc) {
        this.jdbc = jdbc;
    }

    /**
     * An event that waits for a person.
     *
     * @param id as the gateway names it
     * @param detail what went wrong the last time
     */
    @Schema(name = "ParkedGatewayEvent")
    public record Parked(
            String gateway,
            String id,
            String type,
            String objectId,
            int tries,
            @Nullable String detail,
            Instant happenedAt,
            Instant receivedAt) {}

    /** The oldest first. */
    @Transactional(readOnly = true)
    public List<Parked> list(int limit) {
        return jdbc.sql("""
                        select gateway, id, type, object_id, tries, detail, happened_at, received_at from gateway_event
                         where status = 'PARKED' order by received_at, id limit :limit
                        """)
                .param("limit", limit)
                .query((row, index) -> new Parked(
                        String.valueOf(row.getString("gateway")),
                        String.valueOf(row.getString("id")),
                        String.valueOf(row.getString("type")),
                        String.valueOf(row.getString("object_id")),
                        row.getInt("tries"),
                        row.getString("detail"),
                        Rows.instant(row, "happened_at"),
                        Rows.instant(row, "received_at")))
                .list();
    }

    /**
     * Has parked events worked off with the next tick, with all their tries before them again.
     *
     * @param ids which; null for all
     * @return how many
     */
    @Transactional
    public int retry(@Nullable List<String> ids) {
        return jdbc.sql("""
                        update gateway_event set status = 'PENDING', work_at = now(), tries = 0
                         where status = 'PARKED' and (:all or id = any(:ids::text[]))
                        """)
                .param("all", ids == null)
                .param("ids", Rows.texts(ids == null ? List.of() : ids))
                .update();
    }
}
