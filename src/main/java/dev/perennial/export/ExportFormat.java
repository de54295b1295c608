package dev.perennial.export;

/** How a list is written. */
public enum ExportFormat {
    /** One row for each object, with a header; what is nested has a dotted name, what is repeated is JSON. */
    CSV,
    /** One JSON object on each line, as the API shows it. */
    NDJSON
}
