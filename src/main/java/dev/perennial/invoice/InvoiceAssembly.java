package dev.perennial.invoice;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.UUID;

import org.jspecify.annotations.Nullable;

import dev.perennial.invoice.domain.DraftLine;
import dev.perennial.invoice.domain.InvoiceDraft;
import dev.perennial.invoice.domain.InvoiceStatus;
import dev.perennial.shared.id.UuidV7;
import dev.perennial.shared.time.Period;

/** Puts invoices together in memory: from a draft, or from the rows of the store. */
final class InvoiceAssembly {

    private InvoiceAssembly() {}

    /**
     * An invoice of a draft. With a number it is final: OPEN, or PAID at once when nothing is due.
     *
     * @param credit minor units of account credit spent on it; negative if its negative total becomes credit
     */
    static InvoiceSnapshot of(
            UUID id,
            InvoiceDraft draft,
            @Nullable String number,
            long credit,
            Map<String, String> metadata,
            Instant now) {
        long total = draft.total();
        long due = total - credit;
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
                lines(draft),
                draft.subtotal(),
                0,
                0,
                total,
                credit,
                0,
                due,
                draft.reason(),
                period == null ? null : period.start(),
                period == null ? null : period.end(),
                isFinal ? now : null,
                isFinal ? now.plus(Duration.ofDays(draft.netTermsDays())) : null,
                status == InvoiceStatus.PAID ? now : null,
                0,
                null,
                metadata,
                now,
                now,
                draft.kind());
    }

    private static List<InvoiceLineSnapshot> lines(InvoiceDraft draft) {
        return draft.lines().stream()
                .map(line -> {
                    var period = line.period();
                    return new InvoiceLineSnapshot(
                            line.id() == null ? UuidV7.next() : line.id(),
                            line.type(),
                            line.chargeCode(),
                            line.description(),
                            line.quantity(),
                            line.unitAmount(),
                            line.amount(),
                            0,
                            0,
                            period == null ? null : period.start(),
                            period == null ? null : period.end(),
                            line.explanation(),
                            line.whole(),
                            line.creditedLineId());
                })
                .toList();
    }

    /** The draft that a stored draft was made of; its terms of payment are up to whoever finalizes it. */
    static InvoiceDraft draftOf(InvoiceSnapshot stored, List<DraftLine> lines) {
        var start = stored.periodStart();
        var end = stored.periodEnd();
        return new InvoiceDraft(
                stored.accountId(),
                stored.subscriptionId(),
                stored.kind(),
                stored.billingReason(),
                stored.currency(),
                stored.collection(),
                0,
                start == null || end == null ? null : new Period(start, end),
                lines);
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
                header.total(),
                header.creditApplied(),
                header.amountPaid(),
                header.amountDue(),
                header.billingReason(),
                header.periodStart(),
                header.periodEnd(),
                header.issuedAt(),
                header.dueAt(),
                header.paidAt(),
                header.attemptCount(),
                header.nextPaymentAttemptAt(),
                header.metadata(),
                header.createdAt(),
                header.updatedAt(),
                header.kind());
    }
}
