package dev.perennial.export;

import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStreamWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.DigestOutputStream;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Clock;
import java.time.Instant;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.UUID;

import org.springframework.stereotype.Component;
import tools.jackson.databind.json.JsonMapper;

/**
 * Writes the files of one run: each list by way of a file of our own, which is counted and hashed, and the manifest
 * last.
 */
@Component
class Exporter {
    private static final String MANIFEST = "manifest.json";
    private final Exports exports;
    private final JsonMapper json;
    private final Clock clock;

    Exporter(Exports exports, JsonMapper json, Clock clock) {
        this.exports = exports;
        this.json = json;
        this.clock = clock;
    }

    /** What is in a directory. Whoever finds it finds all files that it names, as it describes them. */
    record Manifest(
            UUID scheduleId,
            UUID runId,
            LocalDate day,
            ExportFormat format,
            List<ExportedFile> files,
            Instant completedAt) {}

    /** @param goingOn called again and again; it ends the export by throwing */
    List<ExportedFile> write(ExportRuns.Taken taken, ExportTarget target, Runnable goingOn)
            throws IOException, ExportTarget.Refused {
        var run = taken.run();
        var schedule = taken.schedule();
        var files = new ArrayList<ExportedFile>();
        var staged = Files.createTempFile("export-", ".part");
        try {
            for (var list : schedule.lists()) {
                var file = stage(list, schedule.format(), staged, goingOn);
                goingOn.run();
                target.put(run.location() + "/" + file.name(), schedule.format().mediaType(), staged);
                files.add(file);
            }
            var manifest = new Manifest(
                    schedule.id(), run.id(), run.day(), schedule.format(), List.copyOf(files), clock.instant());
            Files.writeString(staged, json.writeValueAsString(manifest) + "\n");
            target.put(run.location() + "/" + MANIFEST, "application/json", staged);
            return files;
        } finally {
            Files.deleteIfExists(staged);
        }
    }

    private ExportedFile stage(ExportedList list, ExportFormat format, Path staged, Runnable goingOn)
            throws IOException {
        var digest = sha256();
        long rows;
        try (var bytes = new DigestOutputStream(new BufferedOutputStream(Files.newOutputStream(staged)), digest);
                var out = new OutputStreamWriter(bytes, StandardCharsets.UTF_8)) {
            rows = exports.write(list, format, out, goingOn);
        }
        var name = format.fileName(list);
        return new ExportedFile(
                list, name, rows, Files.size(staged), HexFormat.of().formatHex(digest.digest()));
    }

    private static MessageDigest sha256() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("Every Java platform has SHA-256", e);
        }
    }
}
