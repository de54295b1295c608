package dev.perennial.export;

import java.util.Locale;

/** How a list is written. */
public enum ExportFormat {
    /** One row for each object, with a header; what is nested has a dotted name, what is repeated is JSON. */
    CSV("text/csv"),
    /** One JSON object on each line, as the API shows it. */
    NDJSON("application/x-ndjson");

    private final String mediaType;

    ExportFormat(String mediaType) {
        this.mediaType = mediaType;
    }

    public String mediaType() {
        return mediaType;
    }

    /** What the file of a list is called. */
    public String fileName(ExportedList list) {
        return list.name().toLowerCase(Locale.ROOT) + "." + name().toLowerCase(Locale.ROOT);
    }
}
