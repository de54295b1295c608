package dev.perennial.exchange.web;

import java.math.BigDecimal;
import java.time.Clock;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;

import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.media.Schema;
import io.swagger.v3.oas.annotations.tags.Tag;
import org.jspecify.annotations.Nullable;
import org.springframework.http.MediaType;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;

import dev.perennial.exchange.ExchangeRates;
import dev.perennial.exchange.domain.RateTable;
import dev.perennial.platform.web.DecimalString;
import dev.perennial.shared.error.DomainException;
import dev.perennial.shared.money.Currencies;

/** Currencies and exchange rates over HTTP. */
@RestController
@RequestMapping("/v1")
@Tag(name = "Currencies")
class ExchangeRateController {
    private final ExchangeRates rates;
    private final Clock clock;

    ExchangeRateController(ExchangeRates rates, Clock clock) {
        this.rates = rates;
        this.clock = clock;
    }

    /** @param minorUnitDigits how many decimals an amount has: 0 for JPY, 3 for BHD */
    @Schema(name = "Currency")
    record CurrencyResponse(
            @Schema(example = "USD") String code,
            @Schema(example = "US Dollar") String name,
            @Schema(example = "2") int minorUnitDigits) {}

    record CurrencyList(List<CurrencyResponse> data) {}

    @GetMapping("/currencies")
    @Operation(operationId = "listCurrencies", summary = "List the currencies that can be billed")
    CurrencyList currencies() {
        return new CurrencyList(Currencies.all().stream()
                .map(currency -> new CurrencyResponse(
                        currency.getCurrencyCode(),
                        currency.getDisplayName(Locale.ENGLISH),
                        currency.getDefaultFractionDigits()))
                .toList());
    }

    /** @param rate units of the currency for one unit of the base */
    @Schema(name = "ExchangeRate")
    record Rate(
            @Schema(example = "USD") String currency,
            @DecimalString @Schema(example = "1.085") BigDecimal rate) {}

    /**
     * @param date the day of which the rates are: on weekends and holidays the last one before; null if none are known
     */
    @Schema(name = "ExchangeRates")
    record RatesResponse(
            @Nullable @Schema(description = "The last day that has rates, up to the one asked for")
            LocalDate date,

            @Schema(example = "EUR") String base,
            @Schema(example = "ECB") String source,
            List<Rate> rates) {}

    @GetMapping("/exchange-rates")
    @Operation(
            operationId = "getExchangeRates",
            summary = "Read the exchange rates that hold on a day",
            description =
                    "Reference rates of the European Central Bank. On weekends and holidays those of the last working"
                            + " day hold on.")
    RatesResponse rates(
            @RequestParam(required = false) @Nullable LocalDate date,
            @RequestParam(required = false) @Nullable String base) {
        var on = date == null ? LocalDate.ofInstant(clock.instant(), ZoneOffset.UTC) : date;
        var from = base == null ? RateTable.BASE : base;
        Currencies.require("base", from);
        return rates.on(on)
                .map(table -> new RatesResponse(table.date(), from, RateTable.SOURCE, rates(table, from)))
                .orElseGet(() -> new RatesResponse(null, from, RateTable.SOURCE, List.of()));
    }

    private static List<Rate> rates(RateTable table, String from) {
        var all = new ArrayList<Rate>();
        var currencies = new ArrayList<>(table.perEuro().keySet());
        currencies.add(RateTable.BASE);
        for (var currency : currencies) {
            if (!currency.equals(from)) {
                var rate = table.rate(from, currency)
                        .orElseThrow(() -> DomainException.invalid(
                                "base", "currency_not_quoted", "was not quoted on " + table.date()));
                all.add(new Rate(currency, rate.rate()));
            }
        }
        all.sort(Comparator.comparing(Rate::currency));
        return all;
    }

    @PostMapping(
            path = "/exchange-rates",
            consumes = {MediaType.APPLICATION_XML_VALUE, MediaType.TEXT_XML_VALUE})
    @Operation(
            operationId = "importExchangeRates",
            summary = "Import exchange rates",
            description =
                    "For the operator's key alone. The body is a file of the European Central Bank as it is, such as"
                            + " eurofxref-daily.xml or eurofxref-hist-90d.xml, up to a megabyte.")
    ExchangeRates.Imported importRates(@RequestBody byte[] file) {
        return rates.importFile(file);
    }
}
