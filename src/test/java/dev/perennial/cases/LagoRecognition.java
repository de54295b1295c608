package dev.perennial.cases;

import java.time.LocalDate;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

import dev.perennial.revenue.domain.Piece;
import dev.perennial.revenue.domain.StraightLine;

/** What is earned of a line by some day. Lago names the last day of service, we the day after it. */
final class LagoRecognition {
    private static final LocalDate ANY_DAY = LocalDate.of(2026, 1, 1);

    private LagoRecognition() {}

    static Map<String, CaseBook.Mapping> mappings() {
        return Map.of("doc-revrec-annual", LagoRecognition::annual, "doc-revrec-month", LagoRecognition::month);
    }

    private static Map<String, ?> annual(Case given) {
        var service = given.inputs().required("service");
        var start = LocalDate.parse(service.get(0).asString());
        var end = LocalDate.parse(service.get(1).asString()).plusDays(1);
        var asOf = LocalDate.parse(start.getYear() + "-" + given.text("as_of"));
        var pieces = StraightLine.of(given.number("invoice_cents"), start, end, start);
        // Lago's figure of one day; ours of the first one is the same.
        return figures(
                given, pieces, asOf, Map.of("daily_cents", pieces.getFirst().recognizedThrough(start)));
    }

    private static Map<String, ?> month(Case given) {
        var end = ANY_DAY.plusDays(given.number("service_days"));
        var asOf = ANY_DAY.plusDays(given.number("as_of_day") - 1);
        var pieces = StraightLine.of(given.number("invoice_cents"), ANY_DAY, end, ANY_DAY);
        return figures(given, pieces, asOf, Map.of());
    }

    private static Map<String, ?> figures(Case given, List<Piece> pieces, LocalDate asOf, Map<String, Long> more) {
        long recognized = pieces.stream()
                .mapToLong(piece -> piece.recognizedThrough(asOf))
                .sum();
        var figures = new HashMap<String, Object>(more);
        figures.put("recognized_cents", recognized);
        figures.put("deferred_cents", given.number("invoice_cents") - recognized);
        return figures;
    }
}
