package dev.perennial.export;

import java.time.LocalTime;
import java.util.List;

import org.jspecify.annotations.Nullable;

/**
 * What somebody wants to have each day.
 *
 * @param timezone IANA name
 * @param secretAccessKey of an S3 store; null for a directory
 */
public record NewExportSchedule(
        List<ExportedList> lists,
        ExportFormat format,
        LocalTime at,
        String timezone,
        Destination destination,
        @Nullable String secretAccessKey) {

    /** The secret stays out of logs. */
    @Override
    public String toString() {
        return "NewExportSchedule[lists=%s, format=%s, at=%s, timezone=%s, destination=%s]"
                .formatted(lists, format, at, timezone, destination);
    }
}
