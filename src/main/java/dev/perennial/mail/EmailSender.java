package dev.perennial.mail;

import java.time.Duration;
import java.util.Locale;

import jakarta.mail.Address;
import jakarta.mail.MessagingException;
import jakarta.mail.SendFailedException;

import io.micrometer.core.instrument.MeterRegistry;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.mail.MailPreparationException;
import org.springframework.mail.MailSendException;
import org.springframework.stereotype.Component;
import org.springframework.transaction.support.TransactionSynchronizationManager;

import dev.perennial.account.AccountService;
import dev.perennial.invoice.InvoiceSeller;
import dev.perennial.invoice.document.InvoiceDocuments;
import dev.perennial.platform.job.WorkerGate;
import dev.perennial.shared.error.DomainException;
import dev.perennial.tenant.EmailKind;

/**
 * Sends what is queued for the current tenant: claim (committed), write and hand over (no transaction, no connection),
 * note. A kill between the last two sends it once more, with the same message id; nothing else does, and nothing is
 * lost.
 */
@Component
class EmailSender {
    private static final Logger log = LoggerFactory.getLogger(EmailSender.class);
    private static final int BATCH_SIZE = 50;
    private static final int TRIES_MAX = 12;
    private static final Duration FIRST_WAIT = Duration.ofMinutes(1);
    private static final Duration WAIT_MAX = Duration.ofHours(6);
    private static final int FAILURE_LENGTH_MAX = 500;
    private final Emails emails;
    private final AccountService accounts;
    private final InvoiceSeller sellers;
    private final InvoiceDocuments documents;
    private final LetterRenderer renderer;
    private final ObjectProvider<Postman> postman;
    private final WorkerGate gate;
    private final MeterRegistry meters;

    EmailSender(
            Emails emails,
            AccountService accounts,
            InvoiceSeller sellers,
            InvoiceDocuments documents,
            LetterRenderer renderer,
            ObjectProvider<Postman> postman,
            WorkerGate gate,
            MeterRegistry meters) {
        this.emails = emails;
        this.accounts = accounts;
        this.sellers = sellers;
        this.documents = documents;
        this.renderer = renderer;
        this.postman = postman;
        this.gate = gate;
        this.meters = meters;
    }

    /** Sends everything that is to be sent by now. */
    void sendDue() {
        var carrier = postman.getIfAvailable();
        if (carrier == null) {
            return;
        }
        if (TransactionSynchronizationManager.isActualTransactionActive()) {
            throw new IllegalStateException("A mail server must never be called while a transaction is open");
        }
        for (var batch = emails.claim(BATCH_SIZE);
                !batch.isEmpty() && gate.isOpen();
                batch = emails.claim(BATCH_SIZE)) {
            batch.forEach(email -> send(email, carrier));
        }
    }

    private void send(Emails.Claimed email, Postman carrier) {
        try {
            carrier.send(parcel(email));
            emails.sent(email.id());
            count("sent", email.kind());
        } catch (RuntimeException e) {
            // Whatever it is, the letters behind this one must go out.
            var failure = String.valueOf(e.getMessage());
            var reason = failure.substring(0, Math.min(failure.length(), FAILURE_LENGTH_MAX));
            if (email.tries() >= TRIES_MAX || isForGood(e)) {
                log.error("E-mail {} cannot be delivered and is given up", email.id(), e);
                emails.giveUp(email.id(), reason);
                count("failed", email.kind());
            } else {
                log.warn("E-mail {} could not be sent and is tried again", email.id(), e);
                emails.retryIn(waitAfter(email.tries()), email.id(), reason);
            }
        }
    }

    private Postman.Parcel parcel(Emails.Claimed email) {
        var account = accounts.getEvenIfDeleted(email.accountId());
        var seller = sellers.seller();
        var letter = LetterWriter.write(email.kind(), email.facts(), account, seller);
        return new Postman.Parcel(
                email.id(),
                account.email(),
                seller.name(),
                seller.supportEmail(),
                letter.subject(),
                renderer.text(letter),
                renderer.html(letter),
                attachment(email));
    }

    private Postman.@Nullable Attachment attachment(Emails.Claimed email) {
        var invoiceId = email.facts().invoiceId();
        boolean attached = switch (email.kind()) {
            case INVOICE, REMINDER, RECEIPT, FINAL_NOTICE -> true;
            case PAYMENT_FAILED, CARD_EXPIRING -> false;
        };
        if (invoiceId == null || !attached) {
            return null;
        }
        try {
            var pdf = documents.pdf(invoiceId);
            return new Postman.Attachment(pdf.fileName(), pdf.bytes());
        } catch (DomainException e) {
            if (e.code().equals("invoice_too_long")) {
                return null;
            }
            throw e;
        }
    }

    static Duration waitAfter(int tries) {
        var wait = FIRST_WAIT.multipliedBy(1L << Math.min(tries - 1, 10));
        return wait.compareTo(WAIT_MAX) > 0 ? WAIT_MAX : wait;
    }

    /** The letter or the address is wrong: trying again could only annoy the server. */
    private static boolean isForGood(RuntimeException e) {
        if (e instanceof MailPreparationException) {
            return true;
        }
        return e instanceof MailSendException failed
                && failed.getFailedMessages().values().stream().anyMatch(EmailSender::isRefused);
    }

    private static boolean isRefused(Exception failure) {
        for (Exception cause = failure; cause instanceof MessagingException next; cause = next.getNextException()) {
            if (cause instanceof SendFailedException refused && hasAny(refused.getInvalidAddresses())) {
                return true;
            }
        }
        return false;
    }

    private static boolean hasAny(Address @Nullable [] addresses) {
        return addresses != null && addresses.length > 0;
    }

    private void count(String outcome, EmailKind kind) {
        meters.counter(
                        "perennial.emails",
                        "outcome",
                        outcome,
                        "kind",
                        kind.name().toLowerCase(Locale.ROOT))
                .increment();
    }
}
