package dev.perennial.revenue;

import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

import dev.perennial.support.Api;

import static org.assertj.core.api.Assertions.assertThat;

/** The exported journal as somebody would read it who has nothing else. */
final class Ledger {
    private final List<Row> rows = new ArrayList<>();

    /** A debit is positive. */
    record Row(String date, String type, String document, String currency, String account, BigDecimal amount) {}

    Ledger(Api api, String from, String to) {
        var csv = api.get("/v1/analytics/journal?from=" + from + "&to=" + to).expect(200);
        var lines = csv.http().body().lines().toList();
        assertThat(lines.getFirst())
                .isEqualTo("date,document_type,document_id,account_id,currency,ledger_account,debit,credit");
        for (var line : lines.subList(1, lines.size())) {
            var cells = line.split(",", -1);
            var amount = cells[6].isEmpty() ? new BigDecimal(cells[7]).negate() : new BigDecimal(cells[6]);
            rows.add(new Row(cells[0], cells[1], cells[2], cells[4], cells[5], amount));
        }
    }

    List<Row> rows() {
        return rows;
    }

    /** Debits and credits are the same, of each document and so in each currency. */
    void assertBalances() {
        var sums = new HashMap<String, BigDecimal>();
        rows.forEach(row -> sums.merge(
                row.currency + " " + row.date + " " + row.type + " " + row.document, row.amount, BigDecimal::add));
        assertThat(sums)
                .isNotEmpty()
                .allSatisfy((document, sum) -> assertThat(sum).as(document).isEqualByComparingTo("0"));
    }

    /** By account, in units of a currency. */
    Map<String, BigDecimal> balances(String currency) {
        var balances = new HashMap<String, BigDecimal>();
        rows.stream()
                .filter(row -> row.currency.equals(currency))
                .forEach(row -> balances.merge(row.account, row.amount, BigDecimal::add));
        return balances;
    }
}
