package dev.perennial.operations.web;

import java.util.UUID;

import jakarta.validation.Valid;

import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.tags.Tag;
import org.springdoc.core.annotations.ParameterObject;
import org.springframework.http.HttpStatus;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.ResponseStatus;
import org.springframework.web.bind.annotation.RestController;

import dev.perennial.operations.StuckWork;
import dev.perennial.operations.StuckWork.ToldAgain;
import dev.perennial.platform.web.Page;
import dev.perennial.platform.web.PageQuery;
import dev.perennial.taxation.RefusedTaxFilings;

/** What the tax provider refused to hear of. */
@RestController
@RequestMapping("/v1/admin/tax-filings")
@Tag(name = "Operations")
class TaxFilingController {
    private final RefusedTaxFilings refused;
    private final StuckWork stuck;

    TaxFilingController(RefusedTaxFilings refused, StuckWork stuck) {
        this.refused = refused;
        this.stuck = stuck;
    }

    @GetMapping
    @Operation(
            operationId = "listRefusedTaxFilings",
            summary = "Invoices and corrections that the tax provider refused to hear of, newest first",
            description = "They are missing in its reports. Mend what the problem names, then have them told again.")
    Page<RefusedTaxFilings.Refused> list(@Valid @ParameterObject PageQuery page) {
        return refused.list(page);
    }

    @PostMapping("/retry")
    @ResponseStatus(HttpStatus.ACCEPTED)
    @Operation(
            operationId = "retryTaxFilings",
            summary = "Tell the tax provider again of everything that it refused",
            description = "Within seconds. Nothing is told twice: what was refused told it nothing.")
    ToldAgain retry() {
        return stuck.retryTaxFilings();
    }

    @PostMapping("/{id}/dismiss")
    @ResponseStatus(HttpStatus.NO_CONTENT)
    @Operation(
            operationId = "dismissTaxFiling",
            summary = "Tell the tax provider no more of what it refused",
            description = "For what somebody entered there by hand. 409 `tax_filing_not_refused`.")
    void dismiss(@PathVariable UUID id) {
        stuck.dismissTaxFiling(id);
    }
}
