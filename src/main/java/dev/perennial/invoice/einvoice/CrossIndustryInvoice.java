package dev.perennial.invoice.einvoice;

import java.time.LocalDate;
import java.time.format.DateTimeFormatter;
import java.util.LinkedHashMap;
import java.util.Map;
import javax.xml.stream.XMLStreamException;

import org.jspecify.annotations.Nullable;

import dev.perennial.invoice.einvoice.EuropeanInvoice.Line;
import dev.perennial.invoice.einvoice.EuropeanInvoice.Party;
import dev.perennial.invoice.einvoice.EuropeanInvoice.Vat;

/**
 * Writes a document in the syntax of UN/CEFACT, which Factur-X puts into PDF. The order of elements is part of the
 * syntax.
 */
final class CrossIndustryInvoice {
    private static final String UN = "urn:un:unece:uncefact:data:standard:";
    private static final String DAY_FORMAT = "102";
    private final EuropeanInvoice invoice;

    private CrossIndustryInvoice(EuropeanInvoice invoice) {
        this.invoice = invoice;
    }

    static byte[] of(EuropeanInvoice invoice) {
        return XmlDocument.of("rsm:CrossIndustryInvoice", namespaces(), new CrossIndustryInvoice(invoice)::document);
    }

    private static Map<String, String> namespaces() {
        var namespaces = new LinkedHashMap<String, String>();
        namespaces.put("rsm", UN + "CrossIndustryInvoice:100");
        namespaces.put("ram", UN + "ReusableAggregateBusinessInformationEntity:100");
        namespaces.put("qdt", UN + "QualifiedDataType:100");
        namespaces.put("udt", UN + "UnqualifiedDataType:100");
        return namespaces;
    }

    private void document(XmlDocument xml) throws XMLStreamException {
        xml.in(
                "rsm:ExchangedDocumentContext",
                context -> context.in(
                        "ram:GuidelineSpecifiedDocumentContextParameter",
                        id -> id.put("ram:ID", "urn:cen.eu:en16931:2017")));
        xml.in("rsm:ExchangedDocument", this::head);
        xml.in("rsm:SupplyChainTradeTransaction", transaction -> {
            for (int i = 0; i < invoice.lines().size(); i++) {
                line(transaction, i + 1, invoice.lines().get(i));
            }
            transaction.in("ram:ApplicableHeaderTradeAgreement", agreement -> {
                agreement.in("ram:SellerTradeParty", party -> party(party, invoice.seller(), true));
                agreement.in("ram:BuyerTradeParty", party -> party(party, invoice.buyer(), false));
            });
            transaction.in("ram:ApplicableHeaderTradeDelivery", nothing -> {});
            transaction.in("ram:ApplicableHeaderTradeSettlement", this::settlement);
        });
    }

    private void head(XmlDocument xml) throws XMLStreamException {
        xml.put("ram:ID", invoice.number());
        xml.put("ram:TypeCode", invoice.type().code());
        day(xml, "ram:IssueDateTime", "udt:DateTimeString", invoice.issuedOn());
        for (var note : invoice.notes()) {
            xml.in("ram:IncludedNote", content -> content.put("ram:Content", note));
        }
    }

    private static void line(XmlDocument xml, int number, Line line) throws XMLStreamException {
        xml.in("ram:IncludedSupplyChainTradeLineItem", item -> {
            item.in("ram:AssociatedDocumentLineDocument", id -> id.put("ram:LineID", Integer.toString(number)));
            item.in("ram:SpecifiedTradeProduct", product -> {
                product.put("ram:Name", line.name());
                product.putIfGiven("ram:Description", line.description());
            });
            item.in(
                    "ram:SpecifiedLineTradeAgreement",
                    agreement -> agreement.in(
                            "ram:NetPriceProductTradePrice", price -> price.put("ram:ChargeAmount", line.unitPrice())));
            item.in(
                    "ram:SpecifiedLineTradeDelivery",
                    delivery ->
                            delivery.put("ram:BilledQuantity", line.quantity().toPlainString(), "unitCode", "C62"));
            item.in("ram:SpecifiedLineTradeSettlement", settlement -> lineSettlement(settlement, line));
        });
    }

    private static void lineSettlement(XmlDocument xml, Line line) throws XMLStreamException {
        var vat = line.vat();
        xml.in("ram:ApplicableTradeTax", tax -> {
            tax.put("ram:TypeCode", "VAT");
            tax.put("ram:CategoryCode", vat.category().code());
            if (vat.category().hasRate()) {
                tax.put("ram:RateApplicablePercent", vat.ratePercent());
            }
        });
        var first = line.first();
        var last = line.last();
        if (first != null && last != null) {
            xml.in("ram:BillingSpecifiedPeriod", period -> {
                day(period, "ram:StartDateTime", "udt:DateTimeString", first);
                day(period, "ram:EndDateTime", "udt:DateTimeString", last);
            });
        }
        for (var allowance : line.allowances()) {
            xml.in("ram:SpecifiedTradeAllowanceCharge", charge -> {
                charge.in("ram:ChargeIndicator", indicator -> indicator.put("udt:Indicator", "false"));
                charge.put("ram:ActualAmount", allowance.amount());
                charge.put("ram:Reason", allowance.reason());
            });
        }
        xml.in("ram:SpecifiedTradeSettlementLineMonetarySummation", sum -> sum.put("ram:LineTotalAmount", line.net()));
    }

    private static void party(XmlDocument xml, Party party, boolean seller) throws XMLStreamException {
        xml.put("ram:Name", party.name());
        var tax = party.taxNumber();
        if (tax != null && !tax.vatId()) {
            xml.in("ram:SpecifiedLegalOrganization", id -> id.put("ram:ID", tax.text()));
        }
        xml.in("ram:PostalTradeAddress", address -> {
            address.putIfGiven("ram:PostcodeCode", party.postalCode());
            address.putIfGiven("ram:LineOne", party.line(0));
            address.putIfGiven("ram:LineTwo", party.line(1));
            address.putIfGiven("ram:LineThree", party.line(2));
            address.putIfGiven("ram:CityName", party.city());
            address.put("ram:CountryID", party.country());
            address.putIfGiven("ram:CountrySubDivisionName", party.region());
        });
        var email = party.email();
        if (email != null) {
            xml.in("ram:URIUniversalCommunication", uri -> uri.put("ram:URIID", email, "schemeID", "EM"));
        }
        // The standard knows no tax number of a buyer but his VAT id.
        if (tax != null && (tax.vatId() || seller)) {
            xml.in(
                    "ram:SpecifiedTaxRegistration",
                    id -> id.put("ram:ID", tax.text(), "schemeID", tax.vatId() ? "VA" : "FC"));
        }
    }

    private void settlement(XmlDocument xml) throws XMLStreamException {
        var accounting = invoice.accountingTax();
        if (accounting != null) {
            xml.put("ram:TaxCurrencyCode", accounting.currency());
        }
        xml.put("ram:InvoiceCurrencyCode", invoice.currency());
        for (var vat : invoice.vat()) {
            xml.in("ram:ApplicableTradeTax", tax -> vat(tax, vat));
        }
        terms(xml, invoice.terms(), invoice.dueOn());
        var totals = invoice.totals();
        xml.in("ram:SpecifiedTradeSettlementHeaderMonetarySummation", sum -> {
            sum.put("ram:LineTotalAmount", totals.net());
            sum.put("ram:TaxBasisTotalAmount", totals.net());
            sum.put("ram:TaxTotalAmount", totals.tax().toPlainString(), "currencyID", invoice.currency());
            if (accounting != null) {
                sum.put("ram:TaxTotalAmount", accounting.tax().toPlainString(), "currencyID", accounting.currency());
            }
            sum.put("ram:GrandTotalAmount", totals.total());
            sum.put("ram:TotalPrepaidAmount", totals.settled());
            sum.put("ram:DuePayableAmount", totals.due());
        });
        var corrects = invoice.corrects();
        if (corrects != null) {
            xml.in("ram:InvoiceReferencedDocument", reference -> {
                reference.put("ram:IssuerAssignedID", corrects.number());
                day(reference, "ram:FormattedIssueDateTime", "qdt:DateTimeString", corrects.issuedOn());
            });
        }
    }

    private static void vat(XmlDocument xml, Vat vat) throws XMLStreamException {
        var category = vat.kind().category();
        xml.put("ram:CalculatedAmount", vat.tax());
        xml.put("ram:TypeCode", "VAT");
        xml.putIfGiven("ram:ExemptionReason", vat.reason());
        xml.put("ram:BasisAmount", vat.taxable());
        xml.put("ram:CategoryCode", category.code());
        xml.putIfGiven("ram:ExemptionReasonCode", category.reasonCode());
        if (category.hasRate()) {
            xml.put("ram:RateApplicablePercent", vat.kind().ratePercent());
        }
    }

    private static void terms(XmlDocument xml, @Nullable String terms, @Nullable LocalDate dueOn)
            throws XMLStreamException {
        if (terms == null && dueOn == null) {
            return;
        }
        xml.in("ram:SpecifiedTradePaymentTerms", element -> {
            element.putIfGiven("ram:Description", terms);
            if (dueOn != null) {
                day(element, "ram:DueDateDateTime", "udt:DateTimeString", dueOn);
            }
        });
    }

    private static void day(XmlDocument xml, String name, String inner, LocalDate day) throws XMLStreamException {
        xml.in(name, date -> date.put(inner, DateTimeFormatter.BASIC_ISO_DATE.format(day), "format", DAY_FORMAT));
    }
}
