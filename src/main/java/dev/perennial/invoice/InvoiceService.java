package dev.perennial.invoice;

import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;

import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Service;
import org.springframework.transaction.annotation.Propagation;
import org.springframework.transaction.annotation.Transactional;

import dev.perennial.invoice.domain.InvoiceStatus;
import dev.perennial.platform.web.Page;
import dev.perennial.platform.web.PageQuery;
import dev.perennial.shared.error.DomainException;

/** Finds invoices. {@link InvoiceIssuing} makes them, {@link InvoiceSettlement} does what follows. */
@Service
public class InvoiceService {
    private final InvoiceReader reader;

    InvoiceService(InvoiceReader reader) {
        this.reader = reader;
    }

    /** What a list of invoices may be narrowed to; null means any. {@code from} and {@code to} bound the issue date, half-open. */
    public record Filter(
            @Nullable UUID accountId,
            @Nullable UUID subscriptionId,
            @Nullable InvoiceStatus status,
            @Nullable Instant from,
            @Nullable Instant to) {}

    /** Fails with {@code invoice_not_found}. */
    @Transactional(readOnly = true)
    public InvoiceSnapshot get(UUID id) {
        return reader.find(id).orElseThrow(() -> DomainException.notFound("invoice", id));
    }

    /** What invoices are called on paper, by their ids. A draft has no number yet. */
    @Transactional(readOnly = true)
    public Map<UUID, String> numbers(Collection<UUID> ids) {
        return reader.numbers(ids);
    }

    /** The invoice, held against other changes until the transaction ends. Fails with {@code invoice_not_found}. */
    @Transactional
    public InvoiceSnapshot findForUpdate(UUID id) {
        return reader.findForUpdate(id).orElseThrow(() -> DomainException.notFound("invoice", id));
    }

    /** An invoice that the caller holds, as it is by now. It is final: its lines are those that he read. */
    InvoiceSnapshot again(InvoiceSnapshot before) {
        return reader.again(before);
    }

    /**
     * As {@link #findForUpdate}, for who holds a subscription already; empty also if somebody else holds the invoice,
     * who may be waiting for us.
     */
    @Transactional(propagation = Propagation.MANDATORY)
    public Optional<InvoiceSnapshot> findUnlessHeld(UUID id) {
        return reader.findUnlessHeld(id);
    }

    /** Those of the ids that there are, with their lines, in two queries. */
    @Transactional(readOnly = true)
    public List<InvoiceSnapshot> findAll(Collection<UUID> ids) {
        return reader.findAll(ids);
    }

    /** On which invoices lines are, by their ids. */
    @Transactional(readOnly = true)
    public Map<UUID, UUID> invoicesOfLines(Collection<UUID> lineIds) {
        return reader.invoicesOfLines(lineIds);
    }

    /** The newest of each account, up to {@code each}, in two queries. */
    @Transactional(readOnly = true)
    public List<InvoiceSnapshot> newestOfAccounts(Collection<UUID> accountIds, int each) {
        return reader.newestOf("account_id", accountIds, each);
    }

    /** The newest of each subscription, up to {@code each}, in two queries. */
    @Transactional(readOnly = true)
    public List<InvoiceSnapshot> newestOfSubscriptions(Collection<UUID> subscriptionIds, int each) {
        return reader.newestOf("subscription_id", subscriptionIds, each);
    }

    /** Newest first. */
    @Transactional(readOnly = true)
    public Page<InvoiceSnapshot> list(Filter filter, PageQuery page) {
        return reader.list(filter, page);
    }

    /** The invoice, if there is one. */
    @Transactional(readOnly = true)
    public Optional<InvoiceSnapshot> find(UUID id) {
        return reader.find(id);
    }

    /** Whether an invoice of the subscription is unpaid after an attempt to collect it, or after its due day. */
    @Transactional(readOnly = true)
    public boolean hasFailed(UUID subscriptionId) {
        return reader.hasFailed(subscriptionId);
    }

    /** Whether the account ever had an invoice. */
    @Transactional(readOnly = true)
    public boolean existsFor(UUID accountId) {
        return reader.existsFor(accountId);
    }
}
