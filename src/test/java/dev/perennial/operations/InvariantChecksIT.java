package dev.perennial.operations;

import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.UUID;

import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.dao.DataAccessException;
import org.springframework.dao.QueryTimeoutException;
import org.springframework.jdbc.core.JdbcOperations;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.jdbc.datasource.SingleConnectionDataSource;

import dev.perennial.journal.AuditSealing;
import dev.perennial.support.Hooks;
import dev.perennial.support.PerennialIT;
import dev.perennial.support.TestDatabase;
import dev.perennial.support.TestTenants;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

/**
 * Every rule finds what breaks it. Each is broken in SQL past all constraints and triggers, checked as the service
 * checks it, and rolled back: a rule without a line here is not known to find anything.
 */
class InvariantChecksIT extends PerennialIT {
    private static final Duration TIMEOUT = Duration.ofSeconds(30);

    /** By the beginning of its name: what breaks the rule for tenant {@code :t}. */
    private static final Map<String, String> BREAKS = Map.ofEntries(
            Map.entry("I1 ", "update invoice_line set amount = amount + 1 where tenant_id = :t"),
            Map.entry("I2 ", "update payment set applied = false where tenant_id = :t and status = 'SUCCEEDED'"),
            Map.entry(
                    "I3 ",
                    "update invoice_line set period_start = period_start - interval '1 day' where tenant_id = :t and type = 'RECURRING'"),
            Map.entry(
                    "I4 ",
                    "update invoice set period_start = period_start + interval '1 day' where tenant_id = :t and kind = 'PERIOD'"),
            Map.entry("I5 ", "update payment set currency = 'EUR' where tenant_id = :t"),
            Map.entry("I6 ", "update payment set applied = false where tenant_id = :t and status = 'SUCCEEDED'"),
            Map.entry("I7 ", "update simulated_charge set amount = amount + 1 where tenant_id = :t"),
            Map.entry(
                    "I8 ",
                    "update payment set status = 'UNKNOWN', work_at = now() + interval '3 hours' where tenant_id = :t and status = 'SUCCEEDED'"),
            Map.entry("I9 ", "update account set credit_balance_minor = credit_balance_minor + 1 where tenant_id = :t"),
            Map.entry("I10 no", "delete from refund where tenant_id = :t"),
            Map.entry("I10 credit", "update credit_note_line set amount = amount + 1 where tenant_id = :t"),
            Map.entry("I11 ", "update invoice_number set last_number = last_number + 1 where tenant_id = :t"),
            Map.entry("I12 ", "delete from journal where tenant_id = :t and type = 'invoice.paid'"),
            Map.entry("I13 ", "update journal set object = object || '{\"total\": 0}' where tenant_id = :t"),
            Map.entry("I14 ", "update account set dunning_status = 'WARNING' where tenant_id = :t"),
            Map.entry(
                    "I15 ",
                    "update webhook_endpoint set listening_since = listening_since - interval '1 day' where tenant_id = :t"),
            Map.entry("I16 ", "update usage_hour set events = events + 1 where tenant_id = :t"),
            Map.entry(
                    "I17 ", "update invoice_line set quantity = quantity + 1 where tenant_id = :t and type = 'USAGE'"),
            Map.entry("I18 ", "update invoice_line set credited_line_id = id where tenant_id = :t"),
            Map.entry("I19 ", "alter table coupon add column broken real"),
            Map.entry("I20 ", "alter table coupon no force row level security"),
            Map.entry("I22 ", "delete from dunning_case where tenant_id = :t"),
            Map.entry("I23 movements", "update subscription_mrr set mrr = mrr + 1 where tenant_id = :t"),
            Map.entry(
                    "I23 figures",
                    "update figure_change set amount = amount + 1 where tenant_id = :t and figure = 'GROSS_REVENUE'"),
            Map.entry("I25 ", "update invoice set billing_reason = 'LATE_FEE' where tenant_id = :t"),
            Map.entry(
                    "I27 every",
                    "update ledger_entry set amount = amount * 2 where tenant_id = :t and ledger_account = 'CASH'"),
            Map.entry("I27 what", "update revenue_piece set amount = amount + 1 where tenant_id = :t"),
            Map.entry(
                    "I27 the books",
                    "update ledger_entry set amount = amount * 2 where tenant_id = :t and ledger_account = 'RECEIVABLE'"));

    /** Texts that a row may hold: catalogue codes, and what we call things. */
    private static final Set<String> TEXTS = Set.of(
            "attrelid",
            "attname",
            "charge",
            "charge_code",
            "conname",
            "conrelid",
            "currency",
            "deferred",
            "dunning_status",
            "ledger_account",
            "metric",
            "relname",
            "what",
            "?column?",
            "coalesce");

    @Autowired
    private AuditSealing sealing;

    @Test
    void everyRuleFindsWhatBreaksIt() throws SQLException {
        var tenant = tenantWithAHistory();
        var silent = new LinkedHashMap<String, String>();

        for (var invariant : Invariant.all()) {
            var broken = BREAKS.entrySet().stream()
                    .filter(one -> invariant.name().startsWith(one.getKey()))
                    .findFirst();
            if (broken.isEmpty()) {
                silent.put(invariant.name(), "is broken nowhere in this test");
                continue;
            }
            inOwnersTransaction(jdbc -> {
                assertThat(rowsOf(tenant, findings(invariant, jdbc)))
                        .as("%s, before it is broken", invariant.name())
                        .isZero();
                jdbc.execute("reset role");
                jdbc.execute("set local session_replication_role = replica");
                int rows;
                try {
                    rows = jdbc.update(broken.get().getValue().replace(":t", "'" + tenant + "'"));
                } catch (DataAccessException e) {
                    silent.put(invariant.name(), "cannot be broken like this: " + e.getMessage());
                    return;
                }
                var found = findings(invariant, jdbc);
                boolean ofTheSchema = broken.get().getValue().startsWith("alter");
                if (!ofTheSchema && rows == 0) {
                    silent.put(invariant.name(), "there was nothing to break");
                } else if (ofTheSchema ? found.rows() == 0 : rowsOf(tenant, found) == 0) {
                    silent.put(invariant.name(), "found nothing");
                }
            });
        }

        assertThat(silent).as("rules that do not find what breaks them").isEmpty();
    }

    /** What is found is stored and shown, so it must say nothing about persons. */
    @Test
    void rowsHoldIdsAmountsTimesAndCodes() throws SQLException {
        var others = new TreeSet<String>();

        inOwnersTransaction(jdbc -> Invariant.all()
                .forEach(invariant -> jdbc.query(invariant.query(), rows -> {
                    var columns = rows.getMetaData();
                    for (int i = 1; i <= columns.getColumnCount(); i++) {
                        boolean harmless = List.of("uuid", "int4", "int8", "numeric", "timestamptz", "date")
                                        .contains(columns.getColumnTypeName(i))
                                || TEXTS.contains(columns.getColumnLabel(i));
                        if (!harmless) {
                            others.add(invariant.code() + " " + columns.getColumnLabel(i) + " "
                                    + columns.getColumnTypeName(i));
                        }
                    }
                    return null;
                })));

        assertThat(others).as("columns that may tell something about persons").isEmpty();
    }

    @Test
    void theAuditorReadsNoSecretsAndWritesNothing() throws SQLException {
        inOwnersTransaction(jdbc -> {
            jdbc.execute("set local role perennial_auditor");
            for (var refused : List.of(
                    "select key_hash from api_key",
                    "select secret from webhook_endpoint",
                    "select * from email",
                    "select credential from page_session",
                    "select secret from export_schedule",
                    "select * from idempotency_key",
                    "update invoice set total = 0",
                    "delete from journal")) {
                jdbc.execute("savepoint before");
                assertThatThrownBy(() -> jdbc.execute(refused))
                        .as(refused)
                        .hasStackTraceContaining("permission denied");
                jdbc.execute("rollback to savepoint before");
            }
        });
    }

    @Test
    void aCheckThatTakesTooLongEnds() throws SQLException {
        var slow = new Invariant("I0", "I0 slow", "select pg_sleep(20)");

        inOwnersTransaction(jdbc -> assertThatThrownBy(() -> InvariantChecks.check(slow, jdbc, Duration.ofMillis(50)))
                .isInstanceOf(QueryTimeoutException.class));
    }

    private static InvariantFindings findings(Invariant invariant, JdbcOperations jdbc) {
        return InvariantChecks.check(invariant, jdbc, TIMEOUT);
    }

    private static long rowsOf(UUID tenant, InvariantFindings found) {
        var own = found.byTenant().get(tenant);
        return own == null ? 0 : own.rows();
    }

    private interface Work {
        void with(JdbcOperations jdbc);
    }

    private static void inOwnersTransaction(Work work) throws SQLException {
        try (Connection connection = TestDatabase.shared().asOwner().getConnection()) {
            connection.setAutoCommit(false);
            work.with(new JdbcTemplate(new SingleConnectionDataSource(connection, true)));
            connection.rollback();
        }
    }

    /** A tenant with at least one row of everything that a rule speaks of. */
    private UUID tenantWithAHistory() {
        var api = newTenant();
        var account = api.accountPayingBy("pm_card_visa");
        api.post(
                        "/v1/accounts/" + account + "/credits",
                        "{\"amount\": 100, \"currency\": \"USD\", \"reason\": \"gift\"}")
                .expect(201);
        var team = api.monthlyPlan("team", 2900);
        var subscription = api.subscribe(account, team).expect(201).text("id");
        api.post("/v1/plans", """
                        {"code": "metered", "name": "Metered", "interval": "MONTH", "charges": [
                          {"code": "calls", "type": "USAGE", "metric": "calls", "model": "PER_UNIT",
                           "prices": [{"currency": "USD", "unit_amount": "100"}]}]}""").expect(201);
        var metered = api.subscribe(account, "metered").expect(201).text("id");
        api.post("/v1/usage", """
                        {"subscription_id": "%s", "metric": "calls", "quantity": 7, "idempotency_key": "one"}""".formatted(metered)).expect(202);
        api.subscribe(api.accountPayingBy("pm_card_chargeDeclined"), team).expect(201);
        api.advanceBy("P1M");
        var invoice = api.invoicesOf(subscription).getFirst().path("id").asString();
        api.post(
                        "/v1/invoices/" + invoice + "/credit-notes",
                        "{\"amount\": 50, \"reason\": \"gift\", \"refund\": \"CREDIT\"}")
                .expect(201);
        var payment = api.all("/v1/payments?invoice_id=" + invoice)
                .getFirst()
                .path("id")
                .asString();
        api.post("/v1/payments/" + payment + "/refunds", "{\"amount\": 1}").expect(201);
        new Hooks(api).register("http://127.0.0.1:9/nobody-listens", "*");
        api.get("/v1/analytics/revenue-recognition").expect(200);
        sealing.seal();
        return TestTenants.tenantOf(owner(), api.key());
    }
}
