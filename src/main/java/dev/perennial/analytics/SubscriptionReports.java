package dev.perennial.analytics;

import java.time.LocalDate;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.UUID;
import java.util.function.Function;
import java.util.stream.Collectors;

import org.springframework.stereotype.Service;
import org.springframework.transaction.annotation.Transactional;

import dev.perennial.analytics.FigureReader.Sums;
import dev.perennial.analytics.domain.Figure;
import dev.perennial.analytics.domain.Interval;
import dev.perennial.analytics.domain.Range;
import dev.perennial.analytics.domain.Rate;
import dev.perennial.plan.PlanService;
import dev.perennial.plan.PlanSnapshot;

/** What subscriptions bring, and how that moves: defined one by one in docs/metrics.md. */
@Service
@Transactional(readOnly = true)
public class SubscriptionReports {
    private static final Set<Figure> MOVEMENTS =
            EnumSet.of(Figure.NEW, Figure.EXPANSION, Figure.CONTRACTION, Figure.CHURN, Figure.REACTIVATION);
    private static final int MONTHS_OF_YEAR = 12;
    private static final int MONTHS_AVERAGED = 3;
    private final FigureReader figures;
    private final ReportRanges ranges;
    private final PlanService plans;

    SubscriptionReports(FigureReader figures, ReportRanges ranges, PlanService plans) {
        this.figures = figures;
        this.ranges = ranges;
        this.plans = plans;
    }

    /** Those in which something was ever earned, in alphabetical order. */
    public List<String> currencies() {
        return figures.currencies();
    }

    /** Fails with {@code validation_failed}, as all reports: {@code not_after_from}, {@code out_of_range}. */
    public MrrReport mrr(AnalyticsQuery query, UsageInMrr usage) {
        var range = ranges.of(query);
        var pieces = pieces(range);
        var last = pieces.getLast();
        long usageMrr = switch (usage) {
            case EXCLUDED -> 0;
            case AVERAGED -> averageUsage(range);
        };
        long mrr = last.closingMrr() + usageMrr;
        return new MrrReport(
                range.currency(),
                range.from(),
                range.to(),
                usage,
                pieces.getFirst().openingMrr(),
                mrr,
                usageMrr,
                MONTHS_OF_YEAR * mrr,
                last.customers(),
                Rate.shareOf(mrr, 1, last.customers()),
                pieces);
    }

    /** What usage was billed in a month, on average of the last whole ones. */
    private long averageUsage(Range range) {
        var end = range.to().withDayOfMonth(1);
        var months = new Range(end.minusMonths(MONTHS_AVERAGED), end, range.currency(), Interval.MONTH);
        long billed = figures.sums(months, Set.of(Figure.USAGE)).amount(Figure.USAGE);
        var average = Rate.shareOf(billed, 1, MONTHS_AVERAGED);
        return average == null ? 0 : average;
    }

    /** Opening, movements and closing of each piece of a range; there is at least one. */
    List<MrrReport.Piece> pieces(Range range) {
        var opening = figures.levelAt(range.currency(), range.from().minusDays(1));
        var series = figures.series(range, MOVEMENTS);
        long mrr = opening.mrr();
        long customers = opening.customers();
        var pieces = new ArrayList<MrrReport.Piece>();
        for (var span : range.pieces()) {
            var moved = series.getOrDefault(range.interval().startOf(span.start()), new Sums(Map.of()));
            var piece = piece(span, mrr, customers, moved);
            mrr = piece.closingMrr();
            customers = piece.customers();
            pieces.add(piece);
        }
        return pieces;
    }

    /** A range as one piece. */
    MrrReport.Piece whole(Range range) {
        var opening = figures.levelAt(range.currency(), range.from().minusDays(1));
        return piece(
                new Interval.Piece(range.from(), range.to()),
                opening.mrr(),
                opening.customers(),
                figures.sums(range, MOVEMENTS));
    }

    private static MrrReport.Piece piece(Interval.Piece span, long mrr, long customers, Sums moved) {
        long closing = mrr;
        for (var movement : MOVEMENTS) {
            closing = Math.addExact(closing, moved.amount(movement));
        }
        return new MrrReport.Piece(
                span.start(),
                span.end(),
                mrr,
                moved.amount(Figure.NEW),
                moved.amount(Figure.EXPANSION),
                moved.amount(Figure.CONTRACTION),
                moved.amount(Figure.CHURN),
                moved.amount(Figure.REACTIVATION),
                closing,
                moved.occurrences(Figure.NEW),
                moved.occurrences(Figure.REACTIVATION),
                moved.occurrences(Figure.CHURN),
                customers
                        + moved.occurrences(Figure.NEW)
                        + moved.occurrences(Figure.REACTIVATION)
                        - moved.occurrences(Figure.CHURN));
    }

    /** What was lost in a range, of revenue and of customers. */
    public ChurnReport churn(AnalyticsQuery query) {
        var range = ranges.of(query);
        return new ChurnReport(
                range.currency(),
                range.from(),
                range.to(),
                pieces(range).stream().map(SubscriptionReports::churn).toList());
    }

    static ChurnReport.Piece churn(MrrReport.Piece piece) {
        return new ChurnReport.Piece(
                piece.start(),
                piece.end(),
                piece.openingMrr(),
                piece.lostMrr(),
                Rate.of(piece.lostMrr(), piece.openingMrr()),
                Rate.of(piece.lostMrr() - piece.expansionMrr(), piece.openingMrr()),
                piece.customersBefore(),
                piece.churnedCustomers(),
                Rate.of(piece.churnedCustomers(), piece.customersBefore()),
                Rate.of(piece.wonMrr(), piece.lostMrr()));
    }

    /** What a customer is worth by what was lost in the months of a range. */
    public LtvReport ltv(AnalyticsQuery query) {
        var asked = ranges.of(query);
        return ltv(new Range(asked.from(), asked.to(), asked.currency(), Interval.MONTH));
    }

    LtvReport ltv(Range months) {
        var pieces = pieces(months);
        var last = pieces.getLast();
        long lost = pieces.stream().mapToLong(MrrReport.Piece::churnedCustomers).sum();
        long before =
                pieces.stream().mapToLong(MrrReport.Piece::customersBefore).sum();
        var arpa = Rate.shareOf(last.closingMrr(), 1, last.customers());
        return new LtvReport(
                months.currency(),
                months.from(),
                months.to(),
                arpa,
                Rate.of(lost, before),
                arpa == null ? null : Rate.shareOf(arpa, before, lost));
    }

    /** The plans that somebody pays for, at the end of the range. */
    public PlanMixReport plans(AnalyticsQuery query) {
        var range = ranges.of(query);
        var parts = figures.parts(Figure.PLAN_MRR, range.currency(), LocalDate.EPOCH, range.to());
        long mrr = parts.stream().mapToLong(part -> part.sum().amount()).sum();
        var known = plans
                .findAll(parts.stream()
                        .map(part -> UUID.fromString(part.dimension()))
                        .toList())
                .stream()
                .collect(Collectors.toMap(PlanSnapshot::id, Function.identity()));
        return new PlanMixReport(
                range.currency(),
                range.to().minusDays(1),
                parts.stream()
                        .map(part -> {
                            var id = UUID.fromString(part.dimension());
                            var sum = part.sum();
                            var plan = Objects.requireNonNull(known.get(id));
                            return new PlanMixReport.Plan(
                                    id, plan.code(), sum.occurrences(), sum.amount(), Rate.of(sum.amount(), mrr));
                        })
                        .toList());
    }
}
