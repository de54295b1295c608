package dev.perennial.console;

import java.math.BigDecimal;
import java.time.LocalDate;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.Currency;
import java.util.List;
import java.util.Locale;
import java.util.TreeSet;
import java.util.function.ToLongFunction;

import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Service;
import org.springframework.transaction.annotation.Transactional;

import dev.perennial.analytics.AgingReport;
import dev.perennial.analytics.AnalyticsQuery;
import dev.perennial.analytics.ChurnReport;
import dev.perennial.analytics.CohortReports;
import dev.perennial.analytics.MoneyReports;
import dev.perennial.analytics.MrrReport;
import dev.perennial.analytics.SubscriptionReports;
import dev.perennial.analytics.UsageInMrr;
import dev.perennial.console.Chart.Kind;
import dev.perennial.console.Chart.Series;

/** Puts the reports of analytics together as one page. */
@Service
public class Overviews {
    private static final DateTimeFormatter PIECE = DateTimeFormatter.ofPattern("MMM uu", Locale.ENGLISH);
    /** Older cohorts are in the API; a page shows those that still tell something. */
    private static final int COHORTS_SHOWN = 12;

    private final SubscriptionReports subscriptions;
    private final MoneyReports money;
    private final CohortReports cohorts;

    Overviews(SubscriptionReports subscriptions, MoneyReports money, CohortReports cohorts) {
        this.subscriptions = subscriptions;
        this.money = money;
        this.cohorts = cohorts;
    }

    /** Fails as the reports: with {@code validation_failed}: {@code not_after_from}, {@code out_of_range}. */
    @Transactional(readOnly = true)
    public Overview read(AnalyticsQuery query) {
        var figures = money.overview(query);
        var mrr = subscriptions.mrr(query, UsageInMrr.EXCLUDED);
        var aging = money.aging(query);
        var all = cohorts.cohorts(query).data();
        var shown = all.subList(Math.max(0, all.size() - COHORTS_SHOWN), all.size());
        var currencies = new TreeSet<>(subscriptions.currencies());
        currencies.add(figures.currency());
        return new Overview(
                figures,
                List.copyOf(currencies),
                waterfall(mrr),
                movements(mrr),
                churn(subscriptions.churn(query)),
                aging(aging),
                aging,
                shown,
                shown.stream().mapToInt(cohort -> cohort.months().size()).max().orElse(0));
    }

    private static Chart waterfall(MrrReport report) {
        var labels = List.of("Opening", "New", "Expansion", "Reactivated", "Contraction", "Churned", "Closing");
        var steps = List.of(
                sum(report, MrrReport.Piece::newMrr),
                sum(report, MrrReport.Piece::expansionMrr),
                sum(report, MrrReport.Piece::reactivatedMrr),
                sum(report, MrrReport.Piece::contractionMrr),
                sum(report, MrrReport.Piece::churnedMrr));
        var starts = new ArrayList<Long>(List.of(0L));
        var values = new ArrayList<@Nullable BigDecimal>();
        values.add(BigDecimal.valueOf(report.openingMrr()));
        long level = report.openingMrr();
        for (long step : steps) {
            starts.add(level);
            values.add(BigDecimal.valueOf(step));
            level += step;
        }
        starts.add(0L);
        values.add(BigDecimal.valueOf(level));
        return ofMoney(Kind.WATERFALL, report.currency(), labels, List.of(new Series("MRR", 1, false, starts, values)));
    }

    private static Chart movements(MrrReport report) {
        return ofMoney(
                Kind.STACKED,
                report.currency(),
                report.data().stream().map(piece -> label(piece.start())).toList(),
                List.of(
                        series("MRR at the end", 5, true, report, MrrReport.Piece::closingMrr),
                        series("New", 1, false, report, MrrReport.Piece::newMrr),
                        series(
                                "Expansion and reactivated",
                                2,
                                false,
                                report,
                                piece -> piece.expansionMrr() + piece.reactivatedMrr()),
                        series("Contraction", 4, false, report, MrrReport.Piece::contractionMrr),
                        series("Churned", 3, false, report, MrrReport.Piece::churnedMrr)));
    }

    private static Chart churn(ChurnReport report) {
        return new Chart(
                Kind.LINE,
                null,
                0,
                report.data().stream().map(piece -> label(piece.start())).toList(),
                List.of(
                        rates("Revenue, gross", 3, report, ChurnReport.Piece::grossRevenueChurnRate),
                        rates("Revenue, net", 4, report, ChurnReport.Piece::netRevenueChurnRate),
                        rates("Customers", 1, report, ChurnReport.Piece::customerChurnRate)));
    }

    private static Chart aging(AgingReport report) {
        return ofMoney(
                Kind.BARS,
                report.currency(),
                report.data().stream()
                        .map(bucket -> bucketName(bucket.bucket()))
                        .toList(),
                List.of(new Series(
                        "Owed",
                        4,
                        false,
                        List.of(),
                        report.data().stream()
                                .<@Nullable BigDecimal>map(bucket -> BigDecimal.valueOf(bucket.amount()))
                                .toList())));
    }

    private static String bucketName(String bucket) {
        return switch (bucket) {
            case "CURRENT" -> "Not yet due";
            case "OVER_90" -> "Over 90 days";
            default -> bucket + " days";
        };
    }

    private static long sum(MrrReport report, ToLongFunction<MrrReport.Piece> figure) {
        return report.data().stream().mapToLong(figure).sum();
    }

    private static Series series(
            String label, int color, boolean line, MrrReport report, ToLongFunction<MrrReport.Piece> figure) {
        return new Series(
                label,
                color,
                line,
                List.of(),
                report.data().stream()
                        .<@Nullable BigDecimal>map(piece -> BigDecimal.valueOf(figure.applyAsLong(piece)))
                        .toList());
    }

    /** A figure of a piece that may have none. */
    private interface RateOf {
        @Nullable BigDecimal of(ChurnReport.Piece piece);
    }

    private static Series rates(String label, int color, ChurnReport report, RateOf rate) {
        var values = new ArrayList<@Nullable BigDecimal>();
        report.data().forEach(piece -> values.add(rate.of(piece)));
        return new Series(label, color, true, List.of(), values);
    }

    private static Chart ofMoney(Kind kind, String currency, List<String> labels, List<Series> series) {
        return new Chart(kind, currency, Currency.getInstance(currency).getDefaultFractionDigits(), labels, series);
    }

    private static String label(LocalDate start) {
        return PIECE.format(start);
    }
}
