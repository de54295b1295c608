package dev.perennial.journal.web;

import java.util.List;
import java.util.UUID;

import jakarta.servlet.http.HttpServletResponse;
import jakarta.validation.Valid;

import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.Parameter;
import io.swagger.v3.oas.annotations.media.Content;
import io.swagger.v3.oas.annotations.media.ExampleObject;
import io.swagger.v3.oas.annotations.media.Schema;
import io.swagger.v3.oas.annotations.responses.ApiResponse;
import io.swagger.v3.oas.annotations.tags.Tag;
import org.jspecify.annotations.Nullable;
import org.springdoc.core.annotations.ParameterObject;
import org.springframework.http.HttpHeaders;
import org.springframework.http.MediaType;
import org.springframework.web.HttpMediaTypeNotAcceptableException;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.RequestHeader;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;

import dev.perennial.journal.EventLog;
import dev.perennial.journal.EventSnapshot;
import dev.perennial.platform.web.Page;
import dev.perennial.platform.web.PageQuery;

/** Events over HTTP: to look up, and to follow. */
@RestController
@RequestMapping("/v1/events")
@Tag(name = "Events")
class EventController {
    private final EventLog events;
    private final EventStream stream;

    EventController(EventLog events, EventStream stream) {
        this.events = events;
        this.stream = stream;
    }

    @GetMapping
    @Operation(operationId = "listEvents", summary = "List public events, newest first")
    Page<EventSnapshot> list(
            @RequestParam(required = false)
                    @Parameter(description = "A type, or all types of an object", example = "invoice.*")
                    @Nullable String type,
            @RequestParam(name = "object_id", required = false) @Nullable UUID objectId,
            @Valid @ParameterObject PageQuery page) {
        return events.list(new EventLog.Filter(type, objectId), page);
    }

    @GetMapping("/{id}")
    @Operation(operationId = "getEvent", summary = "Read an event")
    EventSnapshot get(@PathVariable UUID id) {
        return events.get(id);
    }

    @GetMapping("/stream")
    @Operation(
            operationId = "streamEvents",
            summary = "Follow public events as they happen (server-sent events)",
            description = """
                    Send `Accept: text/event-stream`, as clients of such streams do. Each event comes once per connection, about half a second after its change. The server ends a connection \
                    after two minutes; clients come back by themselves, and with `Last-Event-ID` they go on behind the last event \
                    they had, up to a day later. For consoles and local development: what must not miss anything uses webhooks.""")
    @ApiResponse(
            responseCode = "200",
            content =
                    @Content(
                            mediaType = MediaType.TEXT_EVENT_STREAM_VALUE,
                            schema = @Schema(type = "string"),
                            examples = @ExampleObject("""
                                    id: 01a20c6d-38f3-7000-b872-47616cfe59c8
                                    event: invoice.paid
                                    data: {"id": "01a20c6d-38f3-7000-b872-47616cfe59c8", "type": "invoice.paid", "sequence": 2}
                                    """)))
    void stream(
            @RequestParam(required = false)
                    @Parameter(description = "A type, or all types of an object", example = "invoice.*")
                    @Nullable String type,
            @RequestParam(name = "object_id", required = false) @Nullable UUID objectId,
            @RequestHeader(name = "Last-Event-ID", required = false)
                    @Parameter(description = "Go on behind this event; without it, with what happens from now on")
                    @Nullable UUID lastEventId,
            @RequestHeader(name = HttpHeaders.ACCEPT, defaultValue = "") @Parameter(hidden = true) String accept,
            HttpServletResponse response)
            throws HttpMediaTypeNotAcceptableException {
        // Somebody who did not ask for a stream would wait for the end of the answer, and that is minutes away.
        if (!accept.contains(MediaType.TEXT_EVENT_STREAM_VALUE)) {
            throw new HttpMediaTypeNotAcceptableException(List.of(MediaType.TEXT_EVENT_STREAM));
        }
        stream.follow(new EventLog.Filter(type, objectId), lastEventId, response);
    }
}
