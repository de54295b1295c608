package dev.perennial.export;

import io.swagger.v3.oas.annotations.media.Schema;

/**
 * A file that was written.
 *
 * @param rows without the header of a CSV
 * @param sha256 of its bytes, in hexadecimal
 */
@Schema(name = "ExportedFile")
public record ExportedFile(
        ExportedList list,
        @Schema(example = "invoices.csv") String name,
        @Schema(example = "1204") long rows,
        @Schema(example = "310224") long bytes,

        @Schema(example = "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855")
        String sha256) {}
