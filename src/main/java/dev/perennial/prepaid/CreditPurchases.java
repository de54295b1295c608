package dev.perennial.prepaid;

import java.math.BigDecimal;
import java.time.Clock;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.UUID;

import org.jspecify.annotations.Nullable;
import org.springframework.context.ApplicationEventPublisher;
import org.springframework.stereotype.Service;
import org.springframework.transaction.annotation.Transactional;
import org.springframework.transaction.support.TransactionTemplate;

import dev.perennial.account.BillingProfile;
import dev.perennial.account.BillingProfiles;
import dev.perennial.invoice.InvoiceIssuing;
import dev.perennial.invoice.domain.BillingReason;
import dev.perennial.invoice.domain.DraftLine;
import dev.perennial.invoice.domain.InvoiceDraft;
import dev.perennial.invoice.domain.InvoiceKind;
import dev.perennial.invoice.domain.LineType;
import dev.perennial.payment.Collector;
import dev.perennial.payment.PaymentQueue;
import dev.perennial.platform.web.Page;
import dev.perennial.platform.web.PageQuery;
import dev.perennial.prepaid.domain.PurchaseStatus;
import dev.perennial.shared.error.DomainException;
import dev.perennial.shared.id.UuidV7;
import dev.perennial.tax.domain.TaxTreatment;

/** Sells credit by an invoice of its own. */
@Service
public class CreditPurchases {
    private final CreditPurchaseStore store;
    private final BillingProfiles accounts;
    private final InvoiceIssuing issuing;
    private final PaymentQueue queue;
    private final Collector collector;
    private final ApplicationEventPublisher events;
    private final TransactionTemplate transaction;
    private final Clock clock;

    CreditPurchases(
            CreditPurchaseStore store,
            BillingProfiles accounts,
            InvoiceIssuing issuing,
            PaymentQueue queue,
            Collector collector,
            ApplicationEventPublisher events,
            TransactionTemplate transaction,
            Clock clock) {
        this.store = store;
        this.accounts = accounts;
        this.issuing = issuing;
        this.queue = queue;
        this.collector = collector;
        this.events = events;
        this.transaction = transaction;
        this.clock = clock;
    }

    /**
     * Bills the price of credit and collects it; with an id that exists already it returns that purchase. The credit is
     * there once the price is paid. Fails with {@code account_not_found}.
     */
    public CreditPurchaseSnapshot buy(UUID id, NewCreditPurchase command) {
        var account = accounts.in("account_id", command.accountId());
        collector.collect(Objects.requireNonNull(transaction.execute(status -> bill(id, command, account))));
        return Objects.requireNonNull(transaction.execute(status -> get(id)));
    }

    private List<UUID> bill(UUID id, NewCreditPurchase command, BillingProfile account) {
        if (store.find(id).isPresent()) {
            return List.of();
        }
        var now = clock.instant();
        var metadata = command.metadata() == null ? Map.<String, String>of() : command.metadata();
        var invoice = issuing.create(UuidV7.next(), draft(command, account), true, metadata);
        store.insert(
                new CreditPurchaseSnapshot(
                        id,
                        account.accountId(),
                        invoice.id(),
                        null,
                        command.description(),
                        command.price(),
                        command.credit(),
                        account.currency(),
                        command.validDays(),
                        PurchaseStatus.PENDING,
                        metadata,
                        now,
                        now),
                UuidV7.next());
        events.publishEvent(new CreditPurchaseEvent(CreditPurchaseEvent.Kind.CREATED, get(id), Map.of(), now));
        return queue.enqueueFirst(List.of(invoice), Map.of(account.accountId(), account));
    }

    /**
     * Without tax: what is bought is money to pay later invoices with, and those are taxed. Taxing both would tax the
     * same service twice.
     */
    private static InvoiceDraft draft(NewCreditPurchase command, BillingProfile account) {
        var line = new DraftLine(
                null,
                LineType.ONE_TIME,
                null,
                command.description(),
                BigDecimal.ONE,
                BigDecimal.valueOf(command.price()),
                command.price(),
                null,
                Map.of("note", "Prepaid credit of " + command.credit() + " minor units"),
                null,
                null,
                TaxTreatment.NO_RATE,
                null);
        return new InvoiceDraft(
                account.accountId(),
                null,
                InvoiceKind.PREPAID,
                BillingReason.CREDIT_PURCHASE,
                account.currency(),
                command.collectionOrAutomatic(),
                account.netTermsDays(),
                null,
                List.of(line));
    }

    /** Fails with {@code credit_purchase_not_found}. */
    @Transactional(readOnly = true)
    public CreditPurchaseSnapshot get(UUID id) {
        return store.find(id).orElseThrow(() -> DomainException.notFound("credit_purchase", id));
    }

    /** Newest first; null means any account. */
    @Transactional(readOnly = true)
    public Page<CreditPurchaseSnapshot> list(@Nullable UUID accountId, PageQuery page) {
        return Page.of(store.list(accountId, page.before(), page.size() + 1), page.size(), CreditPurchaseSnapshot::id);
    }
}
