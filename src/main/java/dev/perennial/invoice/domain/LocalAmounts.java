package dev.perennial.invoice.domain;

import java.math.BigDecimal;
import java.time.LocalDate;

import io.swagger.v3.oas.annotations.media.Schema;

import dev.perennial.platform.web.DecimalString;
import dev.perennial.shared.money.ExchangeRate;

/**
 * What a document in a foreign currency comes to in that of the country where its seller is at home: for reports, and
 * because the law wants the tax said in it. Frozen with the rate when the document becomes final.
 *
 * @param rate units of {@code currency} for one unit of the document's
 * @param rateDate the day of which the rate is
 * @param taxTotal minor units of {@code currency}
 * @param total minor units of {@code currency}
 */
@Schema(name = "LocalAmounts")
public record LocalAmounts(
        @Schema(example = "EUR") String currency,
        @DecimalString @Schema(example = "0.921658986175") BigDecimal rate,
        LocalDate rateDate,
        @Schema(example = "ECB") String rateSource,
        long taxTotal,
        long total) {

    public static LocalAmounts of(ExchangeRate rate, long taxTotal, long total) {
        return new LocalAmounts(
                rate.to(), rate.rate(), rate.date(), rate.source(), rate.convert(taxTotal), rate.convert(total));
    }

    /** The rate from a document's currency, for another document that refers to it. */
    public ExchangeRate rateFrom(String documentCurrency) {
        return new ExchangeRate(documentCurrency, currency, rate, rateDate, rateSource);
    }
}
