package dev.perennial.migration.web;

import java.util.List;
import java.util.Map;
import java.util.UUID;

import jakarta.validation.Valid;
import jakarta.validation.constraints.NotNull;
import jakarta.validation.constraints.Size;

import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.media.Schema;
import io.swagger.v3.oas.annotations.tags.Tag;
import org.jspecify.annotations.Nullable;
import org.springdoc.core.annotations.ParameterObject;
import org.springframework.http.HttpStatus;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.PutMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.ResponseStatus;
import org.springframework.web.bind.annotation.RestController;

import dev.perennial.migration.ImportContent;
import dev.perennial.migration.ImportErrorSnapshot;
import dev.perennial.migration.ImportRollback;
import dev.perennial.migration.ImportSnapshot;
import dev.perennial.migration.Imports;
import dev.perennial.migration.MigrationValidation;
import dev.perennial.migration.NewImport;
import dev.perennial.migration.domain.ImportEntity;
import dev.perennial.migration.domain.ImportStatus;
import dev.perennial.migration.domain.SourceSystem;
import dev.perennial.platform.idempotency.NewObjectId;
import dev.perennial.platform.web.Page;
import dev.perennial.platform.web.PageQuery;

/** Imports over HTTP. */
@RestController
@RequestMapping("/v1/imports")
@Tag(name = "Migration")
class ImportController {
    private final Imports imports;
    private final ImportContent content;
    private final ImportRollback rollback;
    private final MigrationValidation validation;

    ImportController(Imports imports, ImportContent content, ImportRollback rollback, MigrationValidation validation) {
        this.imports = imports;
        this.content = content;
        this.rollback = rollback;
        this.validation = validation;
    }

    record CreateImportRequest(
            @NotNull @Schema(description = "What its rows are")
            ImportEntity entity,

            @Nullable @Schema(
                    description =
                            "The system that rows come from: external ids are told apart by it. GENERIC if absent")
            SourceSystem source,

            @Nullable @Schema(description = "Checks every row and brings in none")
            Boolean dryRun) {}

    record ImportRowsRequest(
            @NotNull @Size(min = 1, max = 1000) @Schema(description = "Objects with the fields of the entity")
            List<Map<String, Object>> rows) {}

    @PostMapping
    @ResponseStatus(HttpStatus.CREATED)
    @Operation(
            operationId = "createImport",
            summary = "Begin an import from another billing system",
            description =
                    "It waits for its content. Entities are imported in the order in which they are listed, since each refers to those"
                            + " before it by external id.")
    ImportSnapshot create(@Valid @RequestBody CreateImportRequest request) {
        return imports.create(new NewImport(
                NewObjectId.next(),
                request.source() == null ? SourceSystem.GENERIC : request.source(),
                request.entity(),
                Boolean.TRUE.equals(request.dryRun())));
    }

    @GetMapping
    @Operation(operationId = "listImports", summary = "List imports")
    Page<ImportSnapshot> list(
            @Nullable @RequestParam(required = false) ImportEntity entity,
            @Nullable @RequestParam(required = false) ImportStatus status,
            @Valid @ParameterObject PageQuery page) {
        return imports.list(entity, status, page);
    }

    @GetMapping("/{id}")
    @Operation(operationId = "getImport", summary = "See how far an import is")
    ImportSnapshot get(@PathVariable UUID id) {
        return imports.get(id);
    }

    @GetMapping("/{id}/errors")
    @Operation(
            operationId = "listImportErrors",
            summary = "List what is wrong with rows of an import",
            description = "In the order of the rows. A row that is wrong in several ways is listed several times.")
    Page<ImportErrorSnapshot> errors(@PathVariable UUID id, @Valid @ParameterObject PageQuery page) {
        return imports.errors(id, page);
    }

    @PutMapping("/{id}/content")
    @Operation(
            operationId = "putImportContent",
            summary = "Send the rows of an import, once",
            description =
                    "Up to 1000 rows as JSON; as text/csv or application/x-ndjson, one row a line, the body may hold any number of them."
                            + " The import runs when all of them have arrived. A row that is wrong is reported and stops no other.")
    ImportSnapshot content(@PathVariable UUID id, @Valid @RequestBody ImportRowsRequest request) {
        return content.receive(id, request.rows());
    }

    @PostMapping("/{id}/rollback")
    @Operation(
            operationId = "rollBackImport",
            summary = "Take an import back",
            description =
                    "What it made is gone as if it had never been, all of it or nothing; the audit trail keeps what happened. Refused while"
                            + " something depends on it, which the answer names.")
    ImportSnapshot rollBack(@PathVariable UUID id) {
        return rollback.rollBack(id);
    }

    @GetMapping("/validation")
    @Operation(
            operationId = "validateImports",
            summary = "Compare what was sent with what is there",
            description = "Over all imports that were not rolled back. The migration is right when nothing differs.")
    MigrationValidation.Report validate() {
        return validation.report();
    }

    @PostMapping("/{id}/cancel")
    @Operation(
            operationId = "cancelImport",
            summary = "Stop an import",
            description = "What it brought in until now stays, and can be rolled back.")
    ImportSnapshot cancel(@PathVariable UUID id) {
        return imports.cancel(id);
    }
}
