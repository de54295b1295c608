package dev.perennial.invoice;

import java.time.Instant;
import java.util.Map;
import java.util.UUID;

import dev.perennial.invoice.domain.AssessedInvoice;
import dev.perennial.invoice.domain.InvoiceDraft;

/** Invoices put together without a store. */
public final class PaperInvoices {

    private PaperInvoices() {}

    /** What a finalized invoice still asks for, minor units, with so much of the account's credit spent on it. */
    public static long amountDue(InvoiceDraft draft, long credit) {
        return finalized(AssessedInvoice.of(draft), credit).amountDue();
    }

    /** @param credit minor units of the account's credit */
    public static InvoiceSnapshot finalized(AssessedInvoice assessed, long credit) {
        return InvoiceAssembly.of(new UUID(0, 1), assessed, "INV-1", credit, null, Map.of(), Instant.EPOCH);
    }
}
