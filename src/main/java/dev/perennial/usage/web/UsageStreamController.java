package dev.perennial.usage.web;

import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.List;

import jakarta.servlet.http.HttpServletRequest;

import io.swagger.v3.oas.annotations.tags.Tag;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RestController;
import tools.jackson.databind.json.JsonMapper;

import dev.perennial.platform.web.BodyStream;
import dev.perennial.platform.web.JsonLines;
import dev.perennial.platform.web.JsonParts;
import dev.perennial.shared.error.DomainException;
import dev.perennial.shared.error.ErrorKind;
import dev.perennial.usage.UsageService;

/** Streams of usage over HTTP: any number of events, of which it holds a chunk at a time. */
@RestController
@RequestMapping("/v1/usage")
@Tag(name = "Usage")
class UsageStreamController {
    private static final int CHUNK_EVENTS_MAX = 1_000;
    private static final int CHUNK_BYTES_MAX = 1024 * 1024;
    private static final int LINE_BYTES_MAX = 256 * 1024;
    private final UsageService usage;
    private final JsonMapper json;

    UsageStreamController(UsageService usage, JsonMapper json) {
        this.usage = usage;
        this.json = json;
    }

    /**
     * @param lines how many there were, blank ones left out
     * @param rejectedCount all of them
     * @param rejected the first 1,000; the index is that of the line, from 0, blank ones counted
     */
    record StreamUsageResponse(
            long lines, long accepted, long duplicates, long rejectedCount, List<Tally.RejectedEvent> rejected) {}

    @PostMapping(
            path = {"", "/batch"},
            consumes = BodyStream.NDJSON)
    StreamUsageResponse stream(HttpServletRequest request) {
        var body = BodyStream.of(request);
        var tally = new Tally(usage);
        try {
            readChunks(body == null ? InputStream.nullInputStream() : body, tally);
        } catch (IOException e) {
            throw broken(tally);
        }
        long lines = tally.accepted() + tally.duplicates() + tally.rejections();
        return new StreamUsageResponse(
                lines, tally.accepted(), tally.duplicates(), tally.rejections(), tally.rejected());
    }

    private void readChunks(InputStream body, Tally tally) throws IOException {
        var lines = new JsonLines(body, LINE_BYTES_MAX);
        var chunk = new ArrayList<Tally.Sent>();
        int bytes = 0;
        long index = 0;
        for (var line = lines.next(); line != null; line = lines.next()) {
            if (!line.isBlank()) {
                chunk.add(new Tally.Sent(index, read(line)));
                bytes += line.text().length;
            }
            if (chunk.size() == CHUNK_EVENTS_MAX || bytes > CHUNK_BYTES_MAX) {
                tally.report(chunk);
                chunk.clear();
                bytes = 0;
            }
            index++;
        }
        if (!chunk.isEmpty()) {
            tally.report(chunk);
        }
    }

    private ReportedEvent read(JsonLines.Line line) {
        if (line.isTooLong()) {
            return new ReportedEvent(
                    null,
                    DomainException.invalid("", "line_too_long", "must have at most " + LINE_BYTES_MAX + " bytes"));
        }
        try {
            return JsonParts.read(json, line.text(), ReportedEvent.class);
        } catch (DomainException e) {
            return new ReportedEvent(null, e);
        }
    }

    private static DomainException broken(Tally tally) {
        return new DomainException(
                ErrorKind.INVALID,
                "stream_broken",
                "The stream broke off after " + (tally.accepted() + tally.duplicates())
                        + " events that are kept. Send all of it again; what is kept counts once.",
                List.of());
    }
}
