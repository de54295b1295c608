package dev.perennial.export.web;

import java.io.IOException;
import java.io.OutputStreamWriter;
import java.nio.charset.StandardCharsets;

import jakarta.servlet.http.HttpServletResponse;

import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.Parameter;
import io.swagger.v3.oas.annotations.media.Content;
import io.swagger.v3.oas.annotations.media.Schema;
import io.swagger.v3.oas.annotations.responses.ApiResponse;
import io.swagger.v3.oas.annotations.tags.Tag;
import org.jspecify.annotations.Nullable;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;

import dev.perennial.export.ExportFormat;
import dev.perennial.export.ExportedList;
import dev.perennial.export.Exports;

/** Exports over HTTP. */
@RestController
@RequestMapping("/v1/exports")
@Tag(name = "Platform")
class ExportController {
    private static final String CSV = "text/csv";
    private static final String NDJSON = "application/x-ndjson";
    private final Exports exports;

    ExportController(Exports exports) {
        this.exports = exports;
    }

    @GetMapping(
            path = "/download",
            produces = {CSV, NDJSON})
    @Operation(
            operationId = "exportList",
            summary = "A whole list as CSV or newline-delimited JSON",
            description =
                    "Newest first, and streamed: it may have any length. Cells of a CSV that a spreadsheet would take for a"
                            + " formula begin with a quotation mark.")
    @ApiResponse(
            responseCode = "200",
            description = "The list",
            content = {
                @Content(mediaType = CSV, schema = @Schema(type = "string")),
                @Content(mediaType = NDJSON, schema = @Schema(type = "string"))
            })
    void export(
            @Parameter(description = "Which list", example = "INVOICES") @RequestParam ExportedList list,
            @Parameter(description = "CSV if absent") @RequestParam(required = false) @Nullable ExportFormat format,
            HttpServletResponse response)
            throws IOException {
        var chosen = format == null ? ExportFormat.CSV : format;
        response.setContentType(chosen.mediaType());
        response.setCharacterEncoding(StandardCharsets.UTF_8);
        response.setHeader("Content-Disposition", "attachment; filename=\"" + chosen.fileName(list) + "\"");
        exports.write(list, chosen, new OutputStreamWriter(response.getOutputStream(), StandardCharsets.UTF_8));
    }
}
