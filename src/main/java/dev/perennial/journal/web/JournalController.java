package dev.perennial.journal.web;

import java.util.UUID;

import jakarta.validation.Valid;

import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.tags.Tag;
import org.springdoc.core.annotations.ParameterObject;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RestController;

import dev.perennial.journal.AuditEntry;
import dev.perennial.journal.JournalService;
import dev.perennial.platform.web.Page;
import dev.perennial.platform.web.PageQuery;

/** Histories over HTTP. */
@RestController
@RequestMapping("/v1")
class JournalController {
    private final JournalService journal;

    JournalController(JournalService journal) {
        this.journal = journal;
    }

    @GetMapping("/subscriptions/{id}/history")
    @Tag(name = "Subscriptions")
    @Operation(
            operationId = "getSubscriptionHistory",
            summary = "Everything that happened to a subscription, newest first")
    Page<AuditEntry> history(@PathVariable UUID id, @Valid @ParameterObject PageQuery page) {
        return journal.subscriptionHistory(id, page);
    }
}
