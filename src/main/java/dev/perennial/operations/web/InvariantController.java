package dev.perennial.operations.web;

import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.tags.Tag;
import org.springframework.http.HttpStatus;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.ResponseStatus;
import org.springframework.web.bind.annotation.RestController;

import dev.perennial.operations.InvariantReport;
import dev.perennial.operations.InvariantService;

/** The rules over HTTP. */
@RestController
@RequestMapping("/v1/admin/invariants")
@Tag(name = "Operations")
class InvariantController {
    private final InvariantService invariants;

    InvariantController(InvariantService invariants) {
        this.invariants = invariants;
    }

    @GetMapping
    @Operation(
            operationId = "getInvariants",
            summary = "What the latest check of all rules found",
            description =
                    "A tenant's admin reads what concerns the tenant's own data, the operator all of it. Samples are ids,"
                            + " amounts and times.")
    InvariantReport latest() {
        return invariants.latest();
    }

    @PostMapping("/run")
    @ResponseStatus(HttpStatus.ACCEPTED)
    @Operation(
            operationId = "runInvariants",
            summary = "Check all rules now",
            description =
                    "For the operator's key: it reads the data of all tenants. Poll the report until the run is FINISHED.")
    InvariantReport run() {
        return invariants.request();
    }
}
