package dev.perennial.revenue;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.LocalDate;
import java.time.YearMonth;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Consumer;

import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Repository;

import dev.perennial.platform.persistence.Rows;
import dev.perennial.platform.tenancy.CurrentTenant;

/** Reads the books. */
@Repository
class RevenueReader {
    private static final int FETCH_SIZE = 1_000;
    private final JdbcClient jdbc;

    RevenueReader(JdbcClient jdbc) {
        this.jdbc = jdbc;
    }

    /** What was billed and taken back in a month. */
    record Deferred(long billed, long takenBack) {
        static final Deferred NOTHING = new Deferred(0, 0);
    }

    /** By month, from the first on, up to and including {@code last}. */
    Map<YearMonth, Deferred> deferred(String currency, YearMonth last) {
        var months = new TreeMap<YearMonth, Deferred>();
        jdbc.sql("""
                        select date_trunc('month', posted_on::timestamp)::date as month,
                               coalesce(-sum(amount) filter (where document_type = 'INVOICE'), 0) as billed,
                               coalesce(sum(amount) filter (where document_type <> 'INVOICE'), 0) as taken_back
                          from ledger_entry
                         where tenant_id = :tenant and currency = :currency and ledger_account = 'DEFERRED_REVENUE'
                           and posted_on <= :last
                         group by 1
                        """)
                .param("tenant", CurrentTenant.id())
                .param("currency", currency)
                .param("last", last.atEndOfMonth())
                .query((row, index) ->
                        months.put(month(row), new Deferred(row.getLong("billed"), row.getLong("taken_back"))))
                .list();
        return months;
    }

    /** What is earned, by month, over all months. */
    Map<YearMonth, Long> recognized(String currency) {
        var months = new TreeMap<YearMonth, Long>();
        jdbc.sql("""
                        select month, sum(amount) as amount from revenue_piece
                         where tenant_id = :tenant and currency = :currency group by 1
                        """)
                .param("tenant", CurrentTenant.id())
                .param("currency", currency)
                .query((row, index) -> months.put(month(row), row.getLong("amount")))
                .list();
        return months;
    }

    /**
     * All rows from {@code from} until before {@code to}, a month after the other, without holding them: entries, and
     * what was earned in each month that is over by then.
     */
    void journal(LocalDate from, LocalDate to, Consumer<JournalRow> reader) {
        try (var rows = jdbc
                .sql("""
                        select * from (
                            select posted_on, document_type, document_id, account_id, currency, ledger_account, amount,
                                   id, position
                              from ledger_entry
                             where tenant_id = :tenant and posted_on >= :from and posted_on < :to
                            union all
                            select e.last_day, 'RECOGNITION', e.invoice_id, e.account_id, e.currency, side.ledger_account,
                                   side.sign * e.amount, e.invoice_id, side.position
                              from (select (month + interval '1 month')::date - 1 as last_day, invoice_id, account_id, currency,
                                           sum(amount)::bigint as amount
                                      from revenue_piece
                                     where tenant_id = :tenant and (month + interval '1 month')::date - 1 >= :from
                                       and (month + interval '1 month')::date <= :to
                                     group by 1, 2, 3, 4 having sum(amount) <> 0) e
                             cross join (values (0, 'DEFERRED_REVENUE', 1), (1, 'REVENUE', -1)) side (position, ledger_account, sign)) j
                         order by posted_on, id, position
                        """)
                .withFetchSize(FETCH_SIZE)
                .param("tenant", CurrentTenant.id())
                .param("from", from)
                .param("to", to)
                .query((row, index) -> new JournalRow(
                        row.getObject("posted_on", LocalDate.class),
                        row.getString("document_type"),
                        Rows.uuid(row, "document_id"),
                        Rows.uuid(row, "account_id"),
                        row.getString("currency"),
                        row.getString("ledger_account"),
                        row.getLong("amount")))
                .stream()) {
            rows.forEach(reader);
        }
    }

    private static YearMonth month(ResultSet row) throws SQLException {
        return YearMonth.from(row.getObject("month", LocalDate.class));
    }
}
