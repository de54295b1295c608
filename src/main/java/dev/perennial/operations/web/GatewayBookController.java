package dev.perennial.operations.web;

import java.time.Instant;
import java.util.UUID;

import jakarta.validation.Valid;
import jakarta.validation.constraints.NotBlank;
import jakarta.validation.constraints.NotNull;
import jakarta.validation.constraints.Size;

import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.media.Schema;
import io.swagger.v3.oas.annotations.tags.Tag;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpStatus;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.ResponseStatus;
import org.springframework.web.bind.annotation.RestController;

import dev.perennial.payment.GatewayBook;
import dev.perennial.payment.PaymentSnapshot;

/** Our book of charges beside the gateway's. */
@RestController
@RequestMapping("/v1/admin/gateway-book")
@Tag(name = "Operations")
class GatewayBookController {
    private final GatewayBook book;

    GatewayBookController(GatewayBook book) {
        this.book = book;
    }

    @Schema(name = "CompareGatewayBook")
    record CompareRequest(
            @NotNull @Schema(example = "2026-01-31T00:00:00Z")
            Instant from,

            @Nullable @Schema(description = "Itself left out; now if absent", example = "2026-02-01T00:00:00Z")
            Instant to) {}

    @PostMapping("/compare")
    @ResponseStatus(HttpStatus.OK)
    @Operation(
            operationId = "compareGatewayBook",
            summary = "Hold our payments against the gateway's charges",
            description =
                    "Names every charge that only one side has, or that the sides tell differently, by the wall clock. It changes"
                            + " nothing. After a restore to an earlier time it names what was charged since.")
    GatewayBook.Comparison compare(@Valid @RequestBody CompareRequest request) {
        return book.compare(request.from(), request.to());
    }

    @Schema(name = "AdoptGatewayCharge")
    record AdoptRequest(
            @NotBlank @Size(max = 255) @Schema(example = "pi_3MtwBwLkdIwHu7ix28a3tqPa")
            String gatewayPaymentId,

            @Nullable @Schema(description = "The invoice that it paid; the one it was made for if absent")
            UUID invoiceId) {}

    @PostMapping("/adopt")
    @ResponseStatus(HttpStatus.OK)
    @Operation(
            operationId = "adoptGatewayCharge",
            summary = "Pay an invoice by a charge that only the gateway knows",
            description =
                    "Never charges. Name the invoice if the one that was charged for is lost and was made anew. A charge that was"
                            + " taken over already gives the same payment again.")
    PaymentSnapshot adopt(@Valid @RequestBody AdoptRequest request) {
        return book.adopt(request.gatewayPaymentId(), request.invoiceId());
    }
}
