package dev.perennial.console.web;

import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.UUID;

import jakarta.validation.Valid;

import org.jspecify.annotations.Nullable;
import org.springframework.ui.Model;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RequestMapping;

import dev.perennial.journal.JournalService;
import dev.perennial.journal.JournalService.AuditFilter;
import dev.perennial.platform.security.RequiresScope;
import dev.perennial.platform.web.PageController;
import dev.perennial.platform.web.PageQuery;

/** Who changed what. */
@PageController
@RequestMapping("/console/audit")
class AuditPages {
    private final JournalService journal;

    AuditPages(JournalService journal) {
        this.journal = journal;
    }

    /** What the search form asks for. Days are in UTC, and {@code to} belongs to the range. */
    record Search(
            @Nullable String type,
            @Nullable UUID object,
            @Nullable UUID account,
            @Nullable String actor,
            @Nullable String request,
            @Nullable LocalDate from,
            @Nullable LocalDate to) {

        AuditFilter toFilter() {
            return new AuditFilter(
                    type,
                    object,
                    account,
                    actor,
                    request,
                    from == null ? null : from.atStartOfDay().toInstant(ZoneOffset.UTC),
                    to == null ? null : to.plusDays(1).atStartOfDay().toInstant(ZoneOffset.UTC));
        }
    }

    @GetMapping
    @RequiresScope("audit-logs:read")
    String list(Search search, @Valid PageQuery page, Model model) {
        model.addAttribute("search", search);
        model.addAttribute("entries", journal.audit(search.toFilter(), page));
        return "console/audit";
    }
}
