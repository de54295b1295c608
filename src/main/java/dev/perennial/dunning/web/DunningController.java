package dev.perennial.dunning.web;

import java.util.UUID;

import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.tags.Tag;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RestController;

import dev.perennial.dunning.DunningOverview;
import dev.perennial.dunning.DunningReader;

/** Dunning over HTTP: to be looked at. What can be done about it is done with invoices and payment methods. */
@RestController
@RequestMapping("/v1")
@Tag(name = "Accounts")
class DunningController {
    private final DunningReader reader;

    DunningController(DunningReader reader) {
        this.reader = reader;
    }

    @GetMapping("/accounts/{id}/dunning")
    @Operation(
            operationId = "getDunning",
            summary = "What happened about an account's debts, and what comes next",
            description = "Attempts, reminders and their outcomes for each invoice that is or was chased.")
    DunningOverview get(@PathVariable UUID id) {
        return reader.of(id);
    }
}
