package dev.perennial.analytics;

import java.time.LocalDate;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

import org.springframework.stereotype.Service;
import org.springframework.transaction.annotation.Transactional;

import dev.perennial.analytics.FigureReader.Part;
import dev.perennial.analytics.FigureReader.Sums;
import dev.perennial.analytics.domain.Figure;
import dev.perennial.analytics.domain.Interval;
import dev.perennial.analytics.domain.Range;
import dev.perennial.analytics.domain.Rate;

/** What was billed, came in and is owed; and the overview. */
@Service
@Transactional(readOnly = true)
public class MoneyReports {
    private static final Set<Figure> MONEY = EnumSet.of(
            Figure.GROSS_REVENUE,
            Figure.DISCOUNTS,
            Figure.CREDIT_NOTES,
            Figure.TAX,
            Figure.CASH_COLLECTED,
            Figure.REFUNDS,
            Figure.WRITTEN_OFF);
    /** What overviews sum up; the others would be many more rows. */
    private static final Set<Figure> FLOWS = EnumSet.of(
            Figure.GROSS_REVENUE,
            Figure.DISCOUNTS,
            Figure.CREDIT_NOTES,
            Figure.TAX,
            Figure.CASH_COLLECTED,
            Figure.REFUNDS,
            Figure.TRIALS_STARTED,
            Figure.TRIALS_CONVERTED,
            Figure.TRIALS_LOST,
            Figure.DUNNING_OPENED,
            Figure.DUNNING_RECOVERED);

    private static final int MONTHS_OF_YEAR = 12;

    private final FigureReader figures;
    private final ReportRanges ranges;
    private final SubscriptionReports subscriptions;

    MoneyReports(FigureReader figures, ReportRanges ranges, SubscriptionReports subscriptions) {
        this.figures = figures;
        this.ranges = ranges;
        this.subscriptions = subscriptions;
    }

    /** What was billed and what came in, by stretches of a range. */
    public RevenueReport revenue(AnalyticsQuery query) {
        var range = ranges.of(query);
        var series = figures.series(range, MONEY);
        var taxes = figures.parts(Figure.TAX, range.currency(), range.from(), range.to());
        return new RevenueReport(
                range.currency(),
                range.from(),
                range.to(),
                range.pieces().stream()
                        .map(span -> piece(
                                span, series.getOrDefault(range.interval().startOf(span.start()), new Sums(Map.of()))))
                        .toList(),
                taxes.stream()
                        .map(part -> new RevenueReport.Tax(
                                part.dimension(), part.sum().amount()))
                        .toList());
    }

    private static RevenueReport.Piece piece(Interval.Piece span, Sums sums) {
        return new RevenueReport.Piece(
                span.start(),
                span.end(),
                sums.occurrences(Figure.GROSS_REVENUE),
                sums.amount(Figure.GROSS_REVENUE),
                sums.amount(Figure.DISCOUNTS),
                sums.amount(Figure.CREDIT_NOTES),
                netRevenue(sums),
                sums.amount(Figure.TAX),
                sums.amount(Figure.CASH_COLLECTED),
                sums.amount(Figure.REFUNDS),
                sums.amount(Figure.WRITTEN_OFF));
    }

    private static long netRevenue(Sums sums) {
        return sums.amount(Figure.GROSS_REVENUE) - sums.amount(Figure.DISCOUNTS) - sums.amount(Figure.CREDIT_NOTES);
    }

    /** What was billed for usage, by charge. */
    public UsageReport usage(AnalyticsQuery query) {
        var range = ranges.of(query);
        return new UsageReport(
                range.currency(),
                range.from(),
                range.to(),
                figures.parts(Figure.USAGE, range.currency(), range.from(), range.to()).stream()
                        .map(part -> new UsageReport.Charge(
                                part.dimension(),
                                part.sum().quantity(),
                                part.sum().amount()))
                        .toList());
    }

    /** As of today, whatever range is asked for. */
    public AgingReport aging(AnalyticsQuery query) {
        var today = ranges.today();
        var currency = ranges.of(query).currency();
        var due = figures.dueDays(currency);
        var buckets = new ArrayList<AgingReport.Bucket>();
        for (var age : Age.values()) {
            var parts = due.stream()
                    .filter(part -> age.holds(ChronoUnit.DAYS.between(LocalDate.parse(part.dimension()), today)))
                    .toList();
            buckets.add(new AgingReport.Bucket(age.label, amount(parts), occurrences(parts)));
        }
        long current = buckets.getFirst().amount();
        return new AgingReport(currency, today, amount(due), amount(due) - current, buckets);
    }

    private static long amount(List<Part> parts) {
        return parts.stream().mapToLong(part -> part.sum().amount()).sum();
    }

    private static long occurrences(List<Part> parts) {
        return parts.stream().mapToLong(part -> part.sum().occurrences()).sum();
    }

    /** For how many days something is due. */
    private enum Age {
        CURRENT("CURRENT", Long.MIN_VALUE, 0),
        MONTH("1-30", 1, 30),
        TWO_MONTHS("31-60", 31, 60),
        THREE_MONTHS("61-90", 61, 90),
        OLDER("OVER_90", 91, Long.MAX_VALUE);

        private final String label;
        private final long daysMin;
        private final long daysMax;

        Age(String label, long daysMin, long daysMax) {
            this.label = label;
            this.daysMin = daysMin;
            this.daysMax = daysMax;
        }

        private boolean holds(long days) {
            return days >= daysMin && days <= daysMax;
        }
    }

    /** The figures of a range that one looks at first. */
    public OverviewReport overview(AnalyticsQuery query) {
        var asked = ranges.of(query);
        var months = new Range(asked.from(), asked.to(), asked.currency(), Interval.MONTH);
        var whole = subscriptions.whole(months);
        var churn = SubscriptionReports.churn(whole);
        var ltv = subscriptions.ltv(months);
        var sums = figures.sums(months, FLOWS);
        var aging = aging(query);
        long ended = sums.occurrences(Figure.TRIALS_CONVERTED) + sums.occurrences(Figure.TRIALS_LOST);
        return new OverviewReport(
                months.currency(),
                months.from(),
                months.to(),
                whole.closingMrr(),
                MONTHS_OF_YEAR * whole.closingMrr(),
                whole.customers(),
                ltv.arpa(),
                ltv.ltv(),
                whole.closingMrr() - whole.openingMrr(),
                churn.grossRevenueChurnRate(),
                churn.netRevenueChurnRate(),
                churn.customerChurnRate(),
                churn.quickRatio(),
                sums.amount(Figure.GROSS_REVENUE),
                netRevenue(sums),
                sums.amount(Figure.CASH_COLLECTED),
                sums.amount(Figure.REFUNDS),
                sums.amount(Figure.TAX),
                aging.receivables(),
                aging.overdue(),
                sums.occurrences(Figure.TRIALS_STARTED),
                sums.occurrences(Figure.TRIALS_CONVERTED),
                Rate.of(sums.occurrences(Figure.TRIALS_CONVERTED), ended),
                Rate.of(sums.occurrences(Figure.DUNNING_RECOVERED), sums.occurrences(Figure.DUNNING_OPENED)));
    }
}
