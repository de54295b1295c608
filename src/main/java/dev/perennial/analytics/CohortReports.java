package dev.perennial.analytics;

import java.time.YearMonth;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeMap;

import org.springframework.stereotype.Service;
import org.springframework.transaction.annotation.Transactional;

import dev.perennial.analytics.FigureReader.MonthPart;
import dev.perennial.analytics.FigureReader.Sum;
import dev.perennial.analytics.domain.Figure;
import dev.perennial.analytics.domain.Interval;
import dev.perennial.analytics.domain.Range;
import dev.perennial.analytics.domain.Rate;

/** What is left of the customers of each month. */
@Service
@Transactional(readOnly = true)
public class CohortReports {
    private final FigureReader figures;
    private final ReportRanges ranges;

    CohortReports(FigureReader figures, ReportRanges ranges) {
        this.figures = figures;
        this.ranges = ranges;
    }

    /** The cohorts of the range's months, each up to the last of them. */
    public CohortReport cohorts(AnalyticsQuery query) {
        var asked = ranges.of(query);
        var range = new Range(asked.from(), asked.to(), asked.currency(), Interval.MONTH);
        var last = YearMonth.from(range.to().minusDays(1));
        var moved = new TreeMap<YearMonth, List<MonthPart>>();
        figures.partsByMonth(Figure.COHORT_MRR, range.currency(), range.to())
                .forEach(part -> moved.computeIfAbsent(YearMonth.parse(part.dimension()), month -> new ArrayList<>())
                        .add(part));
        var won = figures.series(range, Set.of(Figure.NEW));
        var cohorts = new ArrayList<CohortReport.Cohort>();
        won.forEach((month, sums) -> cohorts.add(cohort(
                YearMonth.from(month),
                sums.of(Figure.NEW),
                moved.getOrDefault(YearMonth.from(month), List.of()),
                last)));
        return new CohortReport(range.currency(), cohorts);
    }

    private static CohortReport.Cohort cohort(YearMonth month, Sum won, List<MonthPart> moved, YearMonth last) {
        var byMonth = new TreeMap<YearMonth, Sum>();
        moved.forEach(part -> byMonth.put(YearMonth.from(part.month()), part.sum()));
        var ages = new ArrayList<CohortReport.Age>();
        long mrr = 0;
        long customers = 0;
        for (var at = month; !at.isAfter(last); at = at.plusMonths(1)) {
            var sum = byMonth.getOrDefault(at, Sum.NOTHING);
            mrr += sum.amount();
            customers += sum.occurrences();
            ages.add(new CohortReport.Age(
                    Math.toIntExact(ChronoUnit.MONTHS.between(month, at)),
                    customers,
                    mrr,
                    Rate.of(customers, won.occurrences()),
                    Rate.of(mrr, won.amount())));
        }
        return new CohortReport.Cohort(month.toString(), won.occurrences(), won.amount(), ages);
    }
}
