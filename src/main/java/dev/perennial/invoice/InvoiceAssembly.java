package dev.perennial.invoice;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.UUID;

import org.jspecify.annotations.Nullable;

import dev.perennial.invoice.domain.AssessedInvoice;
import dev.perennial.invoice.domain.AssessedLine;
import dev.perennial.invoice.domain.DraftLine;
import dev.perennial.invoice.domain.InvoiceDraft;
import dev.perennial.invoice.domain.InvoiceStatus;
import dev.perennial.invoice.domain.LineType;
import dev.perennial.invoice.domain.LocalAmounts;
import dev.perennial.shared.id.UuidV7;
import dev.perennial.shared.time.Period;
import dev.perennial.tax.domain.TaxReason;

/** Puts invoices together in memory: from a draft, or from the rows of the store. */
final class InvoiceAssembly {

    private InvoiceAssembly() {}

    /**
     * An invoice of what a draft comes to. With a number it is final: OPEN, or PAID at once when nothing is due.
     *
     * @param credit minor units of account credit available for it
     * @param local what it is worth in the seller's own currency
     */
    static InvoiceSnapshot of(
            UUID id,
            AssessedInvoice assessed,
            @Nullable String number,
            long credit,
            @Nullable LocalAmounts local,
            Map<String, String> metadata,
            Instant now) {
        return of(id, assessed, number, credit, local, null, metadata, now);
    }

    private static InvoiceSnapshot of(
            UUID id,
            AssessedInvoice assessed,
            @Nullable String number,
            long credit,
            @Nullable LocalAmounts local,
            @Nullable TaxWait wait,
            Map<String, String> metadata,
            Instant now) {
        var draft = assessed.draft();
        long applied = assessed.creditOf(credit);
        long due = assessed.total() - applied;
        boolean isFinal = number != null;
        var status = !isFinal ? InvoiceStatus.DRAFT : due == 0 ? InvoiceStatus.PAID : InvoiceStatus.OPEN;
        var period = draft.period();
        return new InvoiceSnapshot(
                id,
                number,
                draft.accountId(),
                draft.subscriptionId(),
                status,
                draft.collection(),
                draft.currency(),
                assessed.lines().stream().map(InvoiceAssembly::line).toList(),
                assessed.subtotal(),
                assessed.discountTotal(),
                assessed.taxTotal(),
                assessed.discounts(),
                assessed.taxes(),
                assessed.total(),
                applied,
                0,
                0,
                due,
                local,
                draft.reason(),
                period == null ? null : period.start(),
                period == null ? null : period.end(),
                isFinal ? now : null,
                isFinal ? now.plus(Duration.ofDays(draft.netTermsDays())) : null,
                status == InvoiceStatus.PAID ? now : null,
                0,
                null,
                wait,
                metadata,
                now,
                now,
                draft.kind());
    }

    /** A draft of this that waits until its tax is known. */
    static InvoiceSnapshot awaitingTax(UUID id, AssessedInvoice assessed, Map<String, String> metadata, Instant now) {
        var wait = new TaxWait(now, assessed.draft().netTermsDays(), null, null);
        return of(id, assessed, null, 0, null, wait, metadata, now);
    }

    /** What a draft that waited comes to with its tax: everything else stays as it was assessed. */
    static AssessedInvoice taxed(InvoiceSnapshot waiting, Map<UUID, ProvidedTax> taxes) {
        var wait = Objects.requireNonNull(waiting.awaitingTax(), "a draft that awaits tax");
        var lines = waiting.lines().stream()
                .map(line -> {
                    var provided = taxes.get(line.id());
                    return new AssessedLine(
                            draftLine(line),
                            line.amount(),
                            line.discountAmount(),
                            line.discounts(),
                            provided == null ? line.taxes() : provided.taxes(),
                            provided == null
                                    ? Objects.requireNonNullElse(line.taxReason(), TaxReason.NO_RATE)
                                    : provided.reason(),
                            line.price());
                })
                .toList();
        return new AssessedInvoice(draftOf(waiting).dueAfter(wait.netTermsDays()), lines);
    }

    private static InvoiceLineSnapshot line(AssessedLine assessed) {
        var line = assessed.line();
        var period = line.period();
        return new InvoiceLineSnapshot(
                line.id() == null ? UuidV7.next() : line.id(),
                line.type(),
                line.chargeCode(),
                line.description(),
                line.quantity(),
                line.unitAmount(),
                assessed.amount(),
                assessed.discount(),
                assessed.tax(),
                assessed.discounts(),
                assessed.taxes(),
                assessed.taxReason(),
                period == null ? null : period.start(),
                period == null ? null : period.end(),
                line.explanation(),
                line.whole(),
                line.creditedLineId(),
                assessed.price(),
                line.discounts() != null);
    }

    /**
     * The draft that a stored draft was made of, its lines as they were priced. Its terms of payment are up to whoever
     * finalizes it, and so are discounts.
     */
    static InvoiceDraft draftOf(InvoiceSnapshot invoice) {
        return new InvoiceDraft(
                invoice.accountId(),
                invoice.subscriptionId(),
                invoice.kind(),
                invoice.billingReason(),
                invoice.currency(),
                invoice.collection(),
                0,
                period(invoice.periodStart(), invoice.periodEnd()),
                invoice.lines().stream().map(InvoiceAssembly::draftLine).toList());
    }

    private static DraftLine draftLine(InvoiceLineSnapshot line) {
        return new DraftLine(
                line.id(),
                line.type(),
                line.chargeCode(),
                line.description(),
                line.quantity(),
                line.unitAmount(),
                line.pricedAmount(),
                period(line.periodStart(), line.periodEnd()),
                line.explanation(),
                line.whole(),
                line.creditedLineId(),
                line.type() == LineType.PRORATION_CREDIT ? line.taxTreatment() : null,
                line.waited() ? line.pricedDiscounts() : null);
    }

    private static @Nullable Period period(@Nullable Instant start, @Nullable Instant end) {
        return start == null || end == null ? null : new Period(start, end);
    }

    static InvoiceSnapshot with(InvoiceSnapshot header, List<InvoiceLineSnapshot> lines) {
        return new InvoiceSnapshot(
                header.id(),
                header.number(),
                header.accountId(),
                header.subscriptionId(),
                header.status(),
                header.collection(),
                header.currency(),
                lines,
                header.subtotal(),
                header.discountTotal(),
                header.taxTotal(),
                AssessedInvoice.discounts(
                        lines.stream().map(InvoiceLineSnapshot::discounts).toList()),
                AssessedInvoice.taxes(
                        lines.stream().map(InvoiceLineSnapshot::taxes).toList()),
                header.total(),
                header.creditApplied(),
                header.amountPaid(),
                header.amountCredited(),
                header.amountDue(),
                header.localAmounts(),
                header.billingReason(),
                header.periodStart(),
                header.periodEnd(),
                header.issuedAt(),
                header.dueAt(),
                header.paidAt(),
                header.attemptCount(),
                header.nextPaymentAttemptAt(),
                header.awaitingTax(),
                header.metadata(),
                header.createdAt(),
                header.updatedAt(),
                header.kind());
    }
}
