package dev.perennial.analytics;

import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;

import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Service;
import org.springframework.transaction.annotation.Transactional;

import dev.perennial.analytics.MrrReport.Piece;
import dev.perennial.analytics.domain.Range;
import dev.perennial.exchange.ExchangeRates;
import dev.perennial.shared.error.DomainException;
import dev.perennial.shared.money.ExchangeRate;

/**
 * MRR of all currencies in one of them. The whole of a report is converted by the rates of one day, so that no movement
 * in it comes from exchange rates.
 */
@Service
@Transactional(readOnly = true)
public class ConvertedMrr {
    private static final int MONTHS_OF_YEAR = 12;
    private final SubscriptionReports reports;
    private final FigureReader figures;
    private final ReportRanges ranges;
    private final ExchangeRates rates;

    ConvertedMrr(SubscriptionReports reports, FigureReader figures, ReportRanges ranges, ExchangeRates rates) {
        this.reports = reports;
        this.figures = figures;
        this.ranges = ranges;
        this.rates = rates;
    }

    /**
     * Fails as {@link SubscriptionReports#mrr}, and with {@code validation_failed}: {@code no_exchange_rate}.
     *
     * @param ratesOn the day whose rates count; the first of the range if absent
     */
    public ConvertedMrrReport mrr(AnalyticsQuery query, @Nullable LocalDate ratesOn) {
        var range = ranges.of(query);
        var day = ratesOn == null ? range.from() : ratesOn;
        var used = figures.currencies().stream()
                .map(currency -> rate(currency, range.currency(), day))
                .toList();
        var pieces = new ArrayList<Piece>();
        for (var rate : used) {
            var ofCurrency = reports.pieces(new Range(range.from(), range.to(), rate.from(), range.interval()));
            add(pieces, ofCurrency.stream().map(piece -> converted(piece, rate)).toList());
        }
        var data = pieces.isEmpty() ? reports.pieces(range) : chained(pieces);
        long mrr = data.getLast().closingMrr();
        return new ConvertedMrrReport(
                range.currency(),
                range.from(),
                range.to(),
                day,
                used.stream()
                        .map(rate -> new ConvertedMrrReport.Rate(rate.from(), rate.rate(), rate.date()))
                        .toList(),
                data.getFirst().openingMrr(),
                mrr,
                MONTHS_OF_YEAR * mrr,
                data);
    }

    private ExchangeRate rate(String from, String to, LocalDate on) {
        return rates.rate(from, to, on)
                .orElseThrow(() -> DomainException.invalid(
                        "currency", "no_exchange_rate", "has no exchange rate with " + from + " on " + on));
    }

    private static void add(List<Piece> sums, List<Piece> more) {
        if (sums.isEmpty()) {
            sums.addAll(more);
        } else {
            for (int i = 0; i < more.size(); i++) {
                sums.set(i, sums.get(i).plus(more.get(i)));
            }
        }
    }

    private static Piece converted(Piece piece, ExchangeRate rate) {
        return new Piece(
                piece.start(),
                piece.end(),
                rate.convert(piece.openingMrr()),
                rate.convert(piece.newMrr()),
                rate.convert(piece.expansionMrr()),
                rate.convert(piece.contractionMrr()),
                rate.convert(piece.churnedMrr()),
                rate.convert(piece.reactivatedMrr()),
                rate.convert(piece.closingMrr()),
                piece.newCustomers(),
                piece.reactivatedCustomers(),
                piece.churnedCustomers(),
                piece.customers());
    }

    /** Each piece opens with what the one before closed with: what rounding would put between them is left out. */
    private static List<Piece> chained(List<Piece> pieces) {
        var chained = new ArrayList<Piece>();
        long mrr = pieces.getFirst().openingMrr();
        for (var piece : pieces) {
            var opened = piece.openedWith(mrr);
            chained.add(opened);
            mrr = opened.closingMrr();
        }
        return chained;
    }
}
