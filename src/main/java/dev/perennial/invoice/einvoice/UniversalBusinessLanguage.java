package dev.perennial.invoice.einvoice;

import java.math.BigDecimal;
import java.util.LinkedHashMap;
import java.util.Map;
import javax.xml.stream.XMLStreamException;

import dev.perennial.invoice.einvoice.EuropeanInvoice.DocumentType;
import dev.perennial.invoice.einvoice.EuropeanInvoice.Line;
import dev.perennial.invoice.einvoice.EuropeanInvoice.Party;
import dev.perennial.invoice.einvoice.EuropeanInvoice.VatKind;

/** Writes a document in UBL 2.1. The order of elements is part of the syntax. */
final class UniversalBusinessLanguage {
    private static final String OASIS = "urn:oasis:names:specification:ubl:schema:xsd:";
    private final EuropeanInvoice invoice;
    private final boolean isInvoice;

    private UniversalBusinessLanguage(EuropeanInvoice invoice) {
        this.invoice = invoice;
        this.isInvoice = invoice.type() == DocumentType.INVOICE;
    }

    static byte[] of(EuropeanInvoice invoice) {
        var root = invoice.type() == DocumentType.INVOICE ? "Invoice" : "CreditNote";
        var namespaces = new LinkedHashMap<String, String>();
        namespaces.put("", OASIS + root + "-2");
        namespaces.put("cac", OASIS + "CommonAggregateComponents-2");
        namespaces.put("cbc", OASIS + "CommonBasicComponents-2");
        return XmlDocument.of(root, Map.copyOf(namespaces), new UniversalBusinessLanguage(invoice)::document);
    }

    private void document(XmlDocument xml) throws XMLStreamException {
        xml.put("cbc:CustomizationID", "urn:cen.eu:en16931:2017");
        xml.put("cbc:ID", invoice.number());
        xml.put("cbc:IssueDate", invoice.issuedOn().toString());
        var dueOn = invoice.dueOn();
        if (isInvoice && dueOn != null) {
            xml.put("cbc:DueDate", dueOn.toString());
        }
        xml.put(
                isInvoice ? "cbc:InvoiceTypeCode" : "cbc:CreditNoteTypeCode",
                invoice.type().code());
        for (var note : invoice.notes()) {
            xml.put("cbc:Note", note);
        }
        xml.put("cbc:DocumentCurrencyCode", invoice.currency());
        var accounting = invoice.accountingTax();
        if (accounting != null) {
            xml.put("cbc:TaxCurrencyCode", accounting.currency());
        }
        var corrects = invoice.corrects();
        if (corrects != null) {
            xml.in(
                    "cac:BillingReference",
                    billing -> billing.in("cac:InvoiceDocumentReference", reference -> {
                        reference.put("cbc:ID", corrects.number());
                        reference.put("cbc:IssueDate", corrects.issuedOn().toString());
                    }));
        }
        xml.in("cac:AccountingSupplierParty", supplier -> party(supplier, invoice.seller(), true));
        xml.in("cac:AccountingCustomerParty", customer -> party(customer, invoice.buyer(), false));
        var terms = invoice.terms();
        if (terms != null) {
            xml.in("cac:PaymentTerms", payment -> payment.put("cbc:Note", terms));
        }
        taxTotal(xml);
        if (accounting != null) {
            xml.in(
                    "cac:TaxTotal",
                    total -> total.put(
                            "cbc:TaxAmount", accounting.tax().toPlainString(), "currencyID", accounting.currency()));
        }
        totals(xml);
        for (int i = 0; i < invoice.lines().size(); i++) {
            line(xml, i + 1, invoice.lines().get(i));
        }
    }

    private static void party(XmlDocument xml, Party party, boolean seller) throws XMLStreamException {
        var tax = party.taxNumber();
        xml.in("cac:Party", element -> {
            var email = party.email();
            if (email != null) {
                element.put("cbc:EndpointID", email, "schemeID", "EM");
            }
            element.in("cac:PostalAddress", address -> address(address, party));
            // The standard knows no tax number of a buyer but his VAT id.
            if (tax != null && (tax.vatId() || seller)) {
                element.in("cac:PartyTaxScheme", scheme -> {
                    scheme.put("cbc:CompanyID", tax.text());
                    scheme.in("cac:TaxScheme", id -> id.put("cbc:ID", tax.vatId() ? "VAT" : "TAX"));
                });
            }
            element.in("cac:PartyLegalEntity", entity -> {
                entity.put("cbc:RegistrationName", party.name());
                if (tax != null && !tax.vatId()) {
                    entity.put("cbc:CompanyID", tax.text());
                }
            });
        });
    }

    private static void address(XmlDocument xml, Party party) throws XMLStreamException {
        xml.putIfGiven("cbc:StreetName", party.line(0));
        xml.putIfGiven("cbc:AdditionalStreetName", party.line(1));
        xml.putIfGiven("cbc:CityName", party.city());
        xml.putIfGiven("cbc:PostalZone", party.postalCode());
        xml.putIfGiven("cbc:CountrySubentity", party.region());
        if (!party.line(2).isBlank()) {
            xml.in("cac:AddressLine", line -> line.put("cbc:Line", party.line(2)));
        }
        xml.in("cac:Country", country -> country.put("cbc:IdentificationCode", party.country()));
    }

    private void taxTotal(XmlDocument xml) throws XMLStreamException {
        xml.in("cac:TaxTotal", total -> {
            amount(total, "cbc:TaxAmount", invoice.totals().tax());
            for (var vat : invoice.vat()) {
                total.in("cac:TaxSubtotal", subtotal -> {
                    amount(subtotal, "cbc:TaxableAmount", vat.taxable());
                    amount(subtotal, "cbc:TaxAmount", vat.tax());
                    subtotal.in("cac:TaxCategory", category -> {
                        kind(category, vat.kind());
                        category.putIfGiven(
                                "cbc:TaxExemptionReasonCode",
                                vat.kind().category().reasonCode());
                        category.putIfGiven("cbc:TaxExemptionReason", vat.reason());
                        category.in("cac:TaxScheme", scheme -> scheme.put("cbc:ID", "VAT"));
                    });
                });
            }
        });
    }

    private void totals(XmlDocument xml) throws XMLStreamException {
        var totals = invoice.totals();
        xml.in("cac:LegalMonetaryTotal", sum -> {
            amount(sum, "cbc:LineExtensionAmount", totals.net());
            amount(sum, "cbc:TaxExclusiveAmount", totals.net());
            amount(sum, "cbc:TaxInclusiveAmount", totals.total());
            amount(sum, "cbc:PrepaidAmount", totals.settled());
            amount(sum, "cbc:PayableAmount", totals.due());
        });
    }

    private void line(XmlDocument xml, int number, Line line) throws XMLStreamException {
        xml.in(isInvoice ? "cac:InvoiceLine" : "cac:CreditNoteLine", element -> {
            element.put("cbc:ID", Integer.toString(number));
            element.put(
                    isInvoice ? "cbc:InvoicedQuantity" : "cbc:CreditedQuantity",
                    line.quantity().toPlainString(),
                    "unitCode",
                    "C62");
            amount(element, "cbc:LineExtensionAmount", line.net());
            var first = line.first();
            var last = line.last();
            if (first != null && last != null) {
                element.in("cac:InvoicePeriod", period -> {
                    period.put("cbc:StartDate", first.toString());
                    period.put("cbc:EndDate", last.toString());
                });
            }
            for (var allowance : line.allowances()) {
                element.in("cac:AllowanceCharge", charge -> {
                    charge.put("cbc:ChargeIndicator", "false");
                    charge.put("cbc:AllowanceChargeReason", allowance.reason());
                    amount(charge, "cbc:Amount", allowance.amount());
                });
            }
            element.in("cac:Item", item -> item(item, line));
            element.in("cac:Price", price -> amount(price, "cbc:PriceAmount", line.unitPrice()));
        });
    }

    private static void item(XmlDocument xml, Line line) throws XMLStreamException {
        xml.putIfGiven("cbc:Description", line.description());
        xml.put("cbc:Name", line.name());
        xml.in("cac:ClassifiedTaxCategory", category -> {
            kind(category, line.vat());
            category.in("cac:TaxScheme", scheme -> scheme.put("cbc:ID", "VAT"));
        });
    }

    private static void kind(XmlDocument xml, VatKind kind) throws XMLStreamException {
        xml.put("cbc:ID", kind.category().code());
        if (kind.category().hasRate()) {
            xml.put("cbc:Percent", kind.ratePercent());
        }
    }

    private void amount(XmlDocument xml, String name, BigDecimal amount) throws XMLStreamException {
        xml.put(name, amount.toPlainString(), "currencyID", invoice.currency());
    }
}
