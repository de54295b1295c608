package dev.perennial.journal.web;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;

import jakarta.servlet.http.HttpServletResponse;

import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.http.HttpHeaders;
import org.springframework.http.MediaType;
import org.springframework.stereotype.Component;
import tools.jackson.databind.json.JsonMapper;

import dev.perennial.journal.EventLog;
import dev.perennial.journal.EventSnapshot;
import dev.perennial.platform.job.WorkerGate;
import dev.perennial.platform.security.BearerTokens;
import dev.perennial.platform.tenancy.CurrentTenant;
import dev.perennial.shared.error.DomainException;

/**
 * Server-sent events. A follower keeps the (virtual) thread of its request and looks for news twice a second; it holds
 * a database connection only while it looks.
 */
@Component
class EventStream {
    private static final Logger log = LoggerFactory.getLogger(EventStream.class);
    /** Clients come back at once; a replica that is to stop need not wait for long. */
    private static final Duration LIFETIME_MAX = Duration.ofMinutes(2);

    private static final Duration LOOK_EVERY = Duration.ofMillis(500);
    /**
     * Often enough that neither proxies nor clients take a quiet stream for a dead one, and that we notice a dead
     * client.
     */
    private static final int SIGN_OF_LIFE_EVERY = 20;

    private static final int BATCH_SIZE_MAX = 500;
    private static final int STREAMS_PER_TENANT_MAX = 20;
    private final EventLog events;
    private final JsonMapper json;
    private final WorkerGate gate;
    private final BearerTokens tokens;
    private final ConcurrentHashMap<UUID, Integer> open = new ConcurrentHashMap<>();

    EventStream(EventLog events, JsonMapper json, WorkerGate gate, BearerTokens tokens) {
        this.events = events;
        this.json = json;
        this.gate = gate;
        this.tokens = tokens;
    }

    /**
     * Writes events until the client leaves, its key is revoked or its time is over. Fails, before anything is written,
     * with {@code event_not_found}, {@code event_too_old}, {@code too_many_streams}.
     */
    void follow(EventLog.Filter filter, @Nullable UUID lastEventId, HttpServletResponse response) {
        var position = lastEventId == null ? events.end() : events.behind(lastEventId);
        var tenantId = CurrentTenant.id();
        int streams = open.merge(tenantId, 1, Integer::sum);
        try {
            if (streams > STREAMS_PER_TENANT_MAX) {
                throw DomainException.unavailable(
                        "too_many_streams", STREAMS_PER_TENANT_MAX + " streams are open; close one of them first.");
            }
            write(filter, position, response);
        } catch (IOException e) {
            log.debug("The client of an event stream went away", e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } finally {
            open.merge(tenantId, -1, (all, one) -> all + one == 0 ? null : all + one);
        }
    }

    private void write(EventLog.Filter filter, EventLog.Position start, HttpServletResponse response)
            throws IOException, InterruptedException {
        response.setContentType(MediaType.TEXT_EVENT_STREAM_VALUE);
        response.setCharacterEncoding(StandardCharsets.UTF_8);
        response.setHeader(HttpHeaders.CACHE_CONTROL, "no-store");
        // nginx would otherwise hold events back until a buffer is full.
        response.setHeader("X-Accel-Buffering", "no");
        var out = response.getOutputStream();
        out.print("retry: 1000\n\n");
        response.flushBuffer();
        var position = start;
        long endNanos = System.nanoTime() + LIFETIME_MAX.toNanos();
        for (int looks = 1; gate.isOpen() && System.nanoTime() < endNanos && tokens.stillAdmitCaller(); looks++) {
            var news = events.after(position, filter, BATCH_SIZE_MAX);
            for (var followed : news) {
                out.write(text(followed.event()));
                position = followed.position();
            }
            if (news.isEmpty() && looks % SIGN_OF_LIFE_EVERY == 0) {
                out.print(": still here\n\n");
            }
            response.flushBuffer();
            if (news.size() < BATCH_SIZE_MAX) {
                Thread.sleep(LOOK_EVERY);
            }
        }
    }

    private byte[] text(EventSnapshot event) {
        return "id: %s\nevent: %s\ndata: %s\n\n"
                .formatted(event.id(), event.type(), json.writeValueAsString(event))
                .getBytes(StandardCharsets.UTF_8);
    }
}
