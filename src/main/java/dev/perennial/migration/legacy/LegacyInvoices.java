package dev.perennial.migration.legacy;

import java.util.List;
import java.util.UUID;

import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Service;
import org.springframework.transaction.annotation.Transactional;

import dev.perennial.platform.web.Page;
import dev.perennial.platform.web.PageQuery;
import dev.perennial.shared.error.DomainException;

/** Invoices of other billing systems, to look at. */
@Service
public class LegacyInvoices {
    private final LegacyDocumentStore store;

    LegacyInvoices(LegacyDocumentStore store) {
        this.store = store;
    }

    /** Newest first; of all accounts if none is named. */
    @Transactional(readOnly = true)
    public Page<LegacyInvoiceSnapshot> list(@Nullable UUID accountId, PageQuery page) {
        return Page.of(store.list(accountId, page.before(), page.size() + 1), page.size(), LegacyInvoiceSnapshot::id);
    }

    /** Fails with {@code legacy_invoice_not_found}. */
    @Transactional(readOnly = true)
    public LegacyInvoiceSnapshot get(UUID id) {
        return store.find(id).orElseThrow(() -> DomainException.notFound("legacy_invoice", id));
    }

    /** Payments of an invoice, oldest first. Fails with {@code legacy_invoice_not_found}. */
    @Transactional(readOnly = true)
    public List<LegacyPaymentSnapshot> payments(UUID id) {
        get(id);
        return store.paymentsOf(id);
    }
}
