package dev.perennial.exchange;

import java.io.ByteArrayInputStream;
import java.math.BigDecimal;
import java.time.DateTimeException;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Currency;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import javax.xml.stream.XMLInputFactory;
import javax.xml.stream.XMLStreamConstants;
import javax.xml.stream.XMLStreamException;
import javax.xml.stream.XMLStreamReader;

import org.jspecify.annotations.Nullable;

import dev.perennial.exchange.domain.RateTable;
import dev.perennial.shared.error.DomainException;

/**
 * Reads the reference rates of the European Central Bank: the file of a day, of ninety days, or of all time.
 * <pre>{@code
 * <gesmes:Envelope><Cube><Cube time="2026-01-02"><Cube currency="USD" rate="1.0850"/>…</Cube></Cube></gesmes:Envelope>
 * }</pre>
 * Nothing but elements and attributes is read: no document type, so no entities, and nothing is fetched for it.
 */
final class EcbXml {
    private static final BigDecimal RATE_MAX = BigDecimal.TEN.pow(9);
    private static final int RATE_LENGTH_MAX = 20;
    private final LocalDate newestAllowed;
    private final List<RateTable> days = new ArrayList<>();
    private @Nullable LocalDate day;
    private Map<String, BigDecimal> rates = new TreeMap<>();

    private EcbXml(LocalDate newestAllowed) {
        this.newestAllowed = newestAllowed;
    }

    /**
     * The days of a file. Fails with {@code invalid_exchange_rates} for what is no such file or holds no rate.
     *
     * @param newestAllowed a later day is a mistake
     */
    static List<RateTable> read(byte[] xml, LocalDate newestAllowed) {
        try {
            var reader = hardened().createXMLStreamReader(new ByteArrayInputStream(xml));
            return new EcbXml(newestAllowed).read(reader);
        } catch (XMLStreamException e) {
            throw broken("is not well-formed XML without a document type");
        }
    }

    private static XMLInputFactory hardened() {
        var factory = XMLInputFactory.newDefaultFactory();
        factory.setProperty(XMLInputFactory.SUPPORT_DTD, false);
        factory.setProperty(XMLInputFactory.IS_SUPPORTING_EXTERNAL_ENTITIES, false);
        factory.setProperty(XMLInputFactory.IS_REPLACING_ENTITY_REFERENCES, false);
        return factory;
    }

    private List<RateTable> read(XMLStreamReader reader) throws XMLStreamException {
        while (reader.hasNext()) {
            switch (reader.next()) {
                case XMLStreamConstants.DTD, XMLStreamConstants.ENTITY_REFERENCE ->
                    throw broken("must have no document type and no entities");
                case XMLStreamConstants.START_ELEMENT -> {
                    if (reader.getLocalName().equals("Cube")) {
                        cube(reader);
                    }
                }
                default -> {
                    // Text, comments and ends of elements say nothing.
                }
            }
        }
        endDay();
        if (days.isEmpty()) {
            throw broken("holds no rates of a day");
        }
        return days;
    }

    private void cube(XMLStreamReader reader) {
        var time = reader.getAttributeValue(null, "time");
        var currency = reader.getAttributeValue(null, "currency");
        var rate = reader.getAttributeValue(null, "rate");
        if (time != null) {
            endDay();
            day = date(time);
        } else if (currency != null && rate != null) {
            if (day == null || rates.put(currency(currency), rate(rate)) != null) {
                throw broken("must quote each currency once, within a day");
            }
        }
    }

    private void endDay() {
        if (day != null && !rates.isEmpty()) {
            days.add(new RateTable(day, rates));
        }
        rates = new TreeMap<>();
    }

    private LocalDate date(String text) {
        LocalDate date;
        try {
            date = LocalDate.parse(text);
        } catch (DateTimeException e) {
            throw broken("has a time that is no date");
        }
        if (date.isAfter(newestAllowed)) {
            throw broken("has rates of a day to come");
        }
        return date;
    }

    private static String currency(String text) {
        try {
            // The full history has currencies that are gone, which the JDK still knows.
            return Currency.getInstance(text).getCurrencyCode();
        } catch (IllegalArgumentException e) {
            throw broken("quotes something that is no currency");
        }
    }

    private static BigDecimal rate(String text) {
        try {
            // A long number, or one with a huge exponent, costs more to handle than it can be worth.
            var rate = text.length() > RATE_LENGTH_MAX || text.indexOf('e') >= 0 || text.indexOf('E') >= 0
                    ? BigDecimal.ZERO
                    : new BigDecimal(text);
            if (rate.signum() > 0 && rate.compareTo(RATE_MAX) <= 0) {
                return rate;
            }
        } catch (NumberFormatException e) {
            // Falls through: what is no number and what is no rate get the same answer.
        }
        throw broken("has a rate that is no number greater than zero");
    }

    private static DomainException broken(String message) {
        return DomainException.invalid("body", "invalid_exchange_rates", message);
    }
}
