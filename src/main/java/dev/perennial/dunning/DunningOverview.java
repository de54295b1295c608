package dev.perennial.dunning;

import java.time.Instant;
import java.util.List;
import java.util.UUID;

import io.swagger.v3.oas.annotations.media.Schema;
import org.jspecify.annotations.Nullable;

import dev.perennial.account.DunningStatus;
import dev.perennial.dunning.domain.CaseState;
import dev.perennial.dunning.domain.StepKind;
import dev.perennial.invoice.domain.InvoiceStatus;
import dev.perennial.payment.domain.PaymentStatus;
import dev.perennial.shared.billing.CollectionMethod;
import dev.perennial.tenant.DunningPolicy;

/** What happened about the debts of an account, and what comes next. Amounts are minor units. */
@Schema(name = "Dunning")
public record DunningOverview(
        UUID accountId,
        DunningStatus dunningStatus,
        DunningPolicy policy,

        @Schema(description = "The invoices that are or were chased, at most a hundred, newest first")
        List<Case> cases) {

    /**
     * The chase of one invoice.
     *
     * @param waitsForPaymentMethod the last method was declined for good: no attempt until there is another one
     * @param next null when nothing more happens by itself
     */
    @Schema(name = "DunningCase")
    public record Case(
            UUID id,
            UUID invoiceId,
            @Nullable @Schema(example = "INV-000042") String invoiceNumber,
            InvoiceStatus invoiceStatus,
            CollectionMethod collection,
            String currency,
            long amountDue,
            CaseState state,
            boolean waitsForPaymentMethod,
            Instant openedAt,
            @Nullable Instant closedAt,
            @Nullable Instant pastDueAt,
            @Nullable NextStep next,
            List<Step> history) {}

    /**
     * What is planned.
     *
     * @param action for FINAL_ACTION: what it will be
     */
    @Schema(name = "DunningNextStep")
    public record NextStep(StepKind step, Instant at, DunningPolicy.@Nullable FinalAction action) {}

    /**
     * What was done.
     *
     * @param round rises when part of the debt is paid and the schedule begins anew
     * @param plannedAt null for what happened out of turn
     */
    @Schema(name = "DunningStep")
    public record Step(
            StepKind step,
            Instant at,
            @Nullable Instant plannedAt,
            int round,
            @Nullable UUID paymentId,
            @Nullable PaymentStatus paymentStatus,

            @Nullable @Schema(example = "insufficient_funds")
            String failureCode) {}
}
