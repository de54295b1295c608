package dev.perennial.payment.web;

import java.net.URI;
import java.util.List;
import java.util.UUID;

import jakarta.validation.Valid;
import jakarta.validation.constraints.Min;
import jakarta.validation.constraints.NotNull;
import jakarta.validation.constraints.Pattern;
import jakarta.validation.constraints.Size;

import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.media.Schema;
import io.swagger.v3.oas.annotations.tags.Tag;
import org.jspecify.annotations.Nullable;
import org.springdoc.core.annotations.ParameterObject;
import org.springframework.http.HttpStatus;
import org.springframework.web.bind.annotation.DeleteMapping;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.ResponseStatus;
import org.springframework.web.bind.annotation.RestController;
import org.springframework.web.servlet.support.ServletUriComponentsBuilder;

import dev.perennial.account.PaymentMethodSnapshot;
import dev.perennial.payment.Collector;
import dev.perennial.payment.DisputeService;
import dev.perennial.payment.DisputeSnapshot;
import dev.perennial.payment.PaymentService;
import dev.perennial.payment.PaymentSnapshot;
import dev.perennial.payment.RefundService;
import dev.perennial.payment.RefundSnapshot;
import dev.perennial.payment.Refunder;
import dev.perennial.payment.domain.PaymentStatus;
import dev.perennial.payment.gateway.PaymentGateway.SetupPage;
import dev.perennial.payment.method.PaymentMethodSetupSnapshot;
import dev.perennial.payment.method.PaymentMethods;
import dev.perennial.platform.idempotency.NewObjectId;
import dev.perennial.platform.web.Page;
import dev.perennial.platform.web.PageQuery;

/** Payments over HTTP, and the payment methods for which a gateway must be asked. */
@RestController
@RequestMapping("/v1")
class PaymentController {
    private static final String WEB_ADDRESS = "https?://[A-Za-z0-9.:\\[\\]-]+(/[!-~]*)?";

    private final PaymentService payments;
    private final PaymentMethods paymentMethods;
    private final Collector collector;
    private final RefundService refunds;
    private final Refunder refunder;
    private final DisputeService disputes;

    PaymentController(
            PaymentService payments,
            PaymentMethods paymentMethods,
            Collector collector,
            RefundService refunds,
            Refunder refunder,
            DisputeService disputes) {
        this.payments = payments;
        this.paymentMethods = paymentMethods;
        this.collector = collector;
        this.refunds = refunds;
        this.refunder = refunder;
        this.disputes = disputes;
    }

    record AttachPaymentMethodRequest(
            @NotNull @Pattern(regexp = "[A-Za-z][A-Za-z0-9_]{2,254}", message = "must be a token of the payment gateway") @Schema(example = "pm_card_visa")
            String token,

            @Nullable @Schema(description = "Make it the account's default")
            Boolean setDefault) {}

    @PostMapping("/accounts/{id}/payment-methods")
    @ResponseStatus(HttpStatus.CREATED)
    @Tag(name = "Accounts")
    @Operation(operationId = "attachPaymentMethod", summary = "Attach a payment method by the gateway's token")
    PaymentMethodSnapshot attach(@PathVariable UUID id, @Valid @RequestBody AttachPaymentMethodRequest request) {
        return paymentMethods.attach(
                NewObjectId.next(), id, request.token(), Boolean.TRUE.equals(request.setDefault()));
    }

    @DeleteMapping("/payment-methods/{id}")
    @Tag(name = "Accounts")
    @Operation(operationId = "detachPaymentMethod", summary = "Detach a payment method for good")
    PaymentMethodSnapshot detach(@PathVariable UUID id) {
        return paymentMethods.detach(id);
    }

    @GetMapping("/payments")
    @Tag(name = "Payments")
    @Operation(operationId = "listPayments", summary = "List payments, newest first")
    Page<PaymentSnapshot> list(
            @RequestParam(name = "account_id", required = false) @Nullable UUID accountId,
            @RequestParam(name = "invoice_id", required = false) @Nullable UUID invoiceId,
            @RequestParam(required = false) @Nullable PaymentStatus status,
            @Valid @ParameterObject PageQuery page) {
        return payments.list(new PaymentService.Filter(accountId, invoiceId, status), page);
    }

    @GetMapping("/payments/{id}")
    @Tag(name = "Payments")
    @Operation(operationId = "getPayment", summary = "Read a payment")
    PaymentSnapshot get(@PathVariable UUID id) {
        return payments.get(id);
    }

    @PostMapping("/payments/{id}/reconcile")
    @Tag(name = "Payments")
    @Operation(
            operationId = "reconcilePayment",
            summary = "Ask the gateway what became of a payment",
            description = "Settles a payment whose outcome is UNKNOWN. Never charges a second time.")
    PaymentSnapshot reconcile(@PathVariable UUID id) {
        payments.get(id);
        collector.reconcile(List.of(id));
        return payments.get(id);
    }

    record RefundPaymentRequest(
            @Nullable @Min(1) @Schema(description = "Minor units; all that is left of the payment when not given", example = "2900")
            Long amount,

            @Nullable @Size(min = 1, max = 500) @Schema(example = "requested_by_customer")
            String reason) {}

    @PostMapping("/payments/{id}/refunds")
    @ResponseStatus(HttpStatus.CREATED)
    @Tag(name = "Payments")
    @Operation(
            operationId = "refundPayment",
            summary = "Give back a payment or part of it",
            description = "A refund may stay PENDING for days, and one that SUCCEEDED may still fail weeks later.")
    RefundSnapshot refund(
            @PathVariable UUID id, @Valid @RequestBody(required = false) @Nullable RefundPaymentRequest request) {
        return refunder.refund(
                NewObjectId.next(),
                id,
                request == null ? null : request.amount(),
                request == null ? null : request.reason());
    }

    @GetMapping("/payments/{id}/refunds")
    @Tag(name = "Payments")
    @Operation(operationId = "listRefunds", summary = "List the refunds of a payment, newest first")
    Page<RefundSnapshot> listRefunds(@PathVariable UUID id, @Valid @ParameterObject PageQuery page) {
        return refunds.list(id, page);
    }

    @GetMapping("/refunds/{id}")
    @Tag(name = "Payments")
    @Operation(operationId = "getRefund", summary = "Read a refund")
    RefundSnapshot getRefund(@PathVariable UUID id) {
        return refunds.get(id);
    }

    @GetMapping("/payments/{id}/disputes")
    @Tag(name = "Payments")
    @Operation(operationId = "listDisputes", summary = "List the disputes of a payment, newest first")
    List<DisputeSnapshot> listDisputes(@PathVariable UUID id) {
        return disputes.list(id);
    }

    record SetUpPaymentMethodRequest(
            @NotNull @Size(max = 2000) @Pattern(regexp = WEB_ADDRESS, message = "must be a web address") @Schema(description = "Where the customer goes when he is done", example = "https://shop.example/account")
            String returnUrl,

            @Nullable @Size(max = 2000) @Pattern(regexp = WEB_ADDRESS, message = "must be a web address") @Schema(description = "Where he goes when he gives up; return_url when not given")
            String cancelUrl,

            @Nullable @Schema(description = "Make the method he enters the account's default")
            Boolean setDefault) {}

    @PostMapping("/accounts/{id}/payment-method-setups")
    @ResponseStatus(HttpStatus.CREATED)
    @Tag(name = "Accounts")
    @Operation(
            operationId = "setUpPaymentMethod",
            summary = "Make a page on which the customer enters a payment method",
            description =
                    "Send the customer's browser to url. The gateway saves the method for charges without him; card "
                            + "data never comes here.")
    PaymentMethodSetupSnapshot setUp(@PathVariable UUID id, @Valid @RequestBody SetUpPaymentMethodRequest request) {
        var cancelUrl = request.cancelUrl() == null ? request.returnUrl() : request.cancelUrl();
        var page = new SetupPage(NewObjectId.next(), URI.create(request.returnUrl()), URI.create(cancelUrl));
        return paymentMethods
                .beginSetup(id, page, Boolean.TRUE.equals(request.setDefault()))
                .reachedAt(here());
    }

    @GetMapping("/payment-method-setups/{id}")
    @Tag(name = "Accounts")
    @Operation(operationId = "getPaymentMethodSetup", summary = "Read what became of a page for a payment method")
    PaymentMethodSetupSnapshot getSetup(@PathVariable UUID id) {
        return paymentMethods.setup(id).reachedAt(here());
    }

    private static URI here() {
        return ServletUriComponentsBuilder.fromCurrentContextPath().build().toUri();
    }
}
