package dev.perennial.mail;

import java.time.Instant;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.Currency;
import java.util.List;

import org.jspecify.annotations.Nullable;

import dev.perennial.account.AccountSnapshot;
import dev.perennial.invoice.InvoiceSeller.Seller;
import dev.perennial.invoice.document.Amounts;
import dev.perennial.invoice.document.Dates;
import dev.perennial.invoice.document.PrintableLocale;
import dev.perennial.invoice.document.Words;
import dev.perennial.mail.Letter.Fact;
import dev.perennial.tenant.EmailKind;

/** Puts facts into words: pure, and the same for the same facts, account and seller. */
final class LetterWriter {
    static final String WORDS = "mail.words.words";
    private final EmailFacts facts;
    private final AccountSnapshot account;
    private final Seller seller;
    private final Words words;
    private final Amounts amounts;
    private final Dates dates;

    private LetterWriter(EmailFacts facts, AccountSnapshot account, Seller seller) {
        var locale = PrintableLocale.of(account.locale());
        this.facts = facts;
        this.account = account;
        this.seller = seller;
        this.words = new Words(WORDS, locale);
        this.amounts = new Amounts(
                locale, Currency.getInstance(facts.currency() == null ? account.currency() : facts.currency()));
        this.dates = new Dates(locale, ZoneId.of(account.timezone()));
    }

    static Letter write(EmailKind kind, EmailFacts facts, AccountSnapshot account, Seller seller) {
        return new LetterWriter(facts, account, seller).letter(kind);
    }

    private Letter letter(EmailKind kind) {
        return switch (kind) {
            case INVOICE -> letter("invoice", List.of(words.get("invoice_lead", number(), day(facts.at()))));
            case REMINDER ->
                facts.late()
                        ? letter(
                                "overdue",
                                List.of(
                                        words.get("overdue_lead", number(), day(facts.at())),
                                        words.get("paid_already")))
                        : letter(
                                "reminder",
                                List.of(
                                        words.get("reminder_lead", number(), day(facts.at())),
                                        words.get("paid_already")));
            case RECEIPT -> letter("receipt", receipt());
            case PAYMENT_FAILED -> letter("failed", failed());
            case FINAL_NOTICE -> letter("final", finalNotice());
            case CARD_EXPIRING ->
                letter("expiring", List.of(words.get("expiring_lead", String.valueOf(facts.last4()), seller.name())));
        };
    }

    private List<String> receipt() {
        var lead = words.get("receipt_lead", money(facts.amount()), number());
        return facts.rest() == 0 ? List.of(lead) : List.of(lead, words.get("receipt_rest", money(facts.rest())));
    }

    private List<String> failed() {
        var paragraphs = new ArrayList<String>();
        paragraphs.add(words.get("failed_lead", money(facts.amount()), number()));
        if (facts.actionUrl() != null) {
            paragraphs.add(words.get("failed_confirm"));
        } else if (facts.needsMethod()) {
            paragraphs.add(words.get("failed_method"));
        } else if (facts.nextAt() != null) {
            paragraphs.add(words.get("failed_next", day(facts.nextAt())));
        }
        return paragraphs;
    }

    private List<String> finalNotice() {
        var lead = words.get("final_lead", number(), money(facts.amount()));
        return facts.nextAt() == null ? List.of(lead) : List.of(lead, words.get("final_by", day(facts.nextAt())));
    }

    private Letter letter(String key, List<String> paragraphs) {
        var url = facts.actionUrl();
        return new Letter(
                words.language(),
                words.get(key + "_subject", subjectArguments(key)),
                seller.name(),
                words.get("greeting", account.name()),
                paragraphs,
                facts(key),
                url == null ? null : new Letter.Link(words.get("confirm"), url),
                seller.supportEmail() == null ? null : words.get("contact", seller.supportEmail()));
    }

    /** Every subject may name the seller and the invoice, or for cards the last digits. */
    private String[] subjectArguments(String key) {
        var about = key.equals("expiring") ? String.valueOf(facts.last4()) : number();
        return new String[] {seller.name(), about};
    }

    private List<Fact> facts(String key) {
        var rows = new ArrayList<Fact>();
        if (facts.invoiceNumber() != null) {
            rows.add(new Fact(words.get("label_invoice"), facts.invoiceNumber()));
            rows.add(new Fact(words.get("label_amount"), money(facts.amount())));
        }
        if (!key.equals("receipt") && !key.equals("expiring") && facts.at() != null) {
            rows.add(new Fact(words.get("label_due_on"), day(facts.at())));
        }
        if (key.equals("receipt") && facts.at() != null) {
            rows.add(new Fact(words.get("label_paid_on"), day(facts.at())));
        }
        return rows;
    }

    private String number() {
        return String.valueOf(facts.invoiceNumber());
    }

    private String money(long minor) {
        return amounts.money(minor);
    }

    private String day(@Nullable Instant instant) {
        return instant == null ? "" : dates.day(instant);
    }
}
