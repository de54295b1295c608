package dev.perennial.journal.web;

import java.time.Instant;
import java.util.UUID;

import jakarta.validation.Valid;
import jakarta.validation.constraints.Min;
import jakarta.validation.constraints.Pattern;

import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.Parameter;
import io.swagger.v3.oas.annotations.tags.Tag;
import org.jspecify.annotations.Nullable;
import org.springdoc.core.annotations.ParameterObject;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;

import dev.perennial.journal.AuditEntry;
import dev.perennial.journal.AuditVerification;
import dev.perennial.journal.AuditVerifier;
import dev.perennial.journal.JournalService;
import dev.perennial.journal.JournalService.AuditFilter;
import dev.perennial.platform.web.Page;
import dev.perennial.platform.web.PageQuery;
import dev.perennial.shared.error.DomainException;

/** The audit trail over HTTP. */
@RestController
@RequestMapping("/v1/audit-logs")
@Tag(name = "Platform")
class AuditController {
    private final JournalService journal;
    private final AuditVerifier verifier;

    AuditController(JournalService journal, AuditVerifier verifier) {
        this.journal = journal;
        this.verifier = verifier;
    }

    @GetMapping
    @Operation(operationId = "listAuditLogs", summary = "Search the audit trail, newest first")
    Page<AuditEntry> list(
            @RequestParam(name = "entity_type", required = false) @Nullable String entityType,
            @RequestParam(name = "entity_id", required = false) @Nullable UUID entityId,
            @Parameter(description = "Changes of the account itself and of all that belongs to it")
                    @RequestParam(name = "account_id", required = false)
                    @Nullable UUID accountId,
            @RequestParam(required = false) @Nullable String actor,
            @RequestParam(name = "request_id", required = false) @Nullable String requestId,
            @Parameter(description = "Changes at this time or later") @RequestParam(required = false) @Nullable Instant from,
            @Parameter(description = "Changes before this time") @RequestParam(required = false) @Nullable Instant to,
            @Valid @ParameterObject PageQuery page) {
        return journal.audit(new AuditFilter(entityType, entityId, accountId, actor, requestId, from, to), page);
    }

    @GetMapping("/verify")
    @Operation(
            operationId = "verifyAuditLogs",
            summary = "Check that the audit trail is as it was written",
            description =
                    "Computes the hash chain over the trail again and names the first row that differs from what was sealed. A"
                            + " head that an earlier answer told, kept elsewhere, also uncovers a chain that was cut short or"
                            + " written anew.")
    AuditVerification verify(
            @Parameter(description = "Position of a head told earlier", example = "4711")
                    @RequestParam(name = "head_position", required = false)
                    @Min(1) @Nullable Long headPosition,
            @Parameter(description = "Hash of that head")
                    @RequestParam(name = "head_hash", required = false)
                    @Pattern(regexp = "[0-9a-f]{64}", message = "must be 64 hexadecimal digits") @Nullable String headHash) {
        if ((headPosition == null) != (headHash == null)) {
            throw DomainException.invalid(
                    headPosition == null ? "head_position" : "head_hash", "required", "must be given with the other");
        }
        return verifier.verify(
                headPosition == null || headHash == null ? null : new AuditVerification.Head(headPosition, headHash));
    }
}
