package dev.perennial.dunning;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.stream.Collectors;

import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Service;
import org.springframework.transaction.annotation.Transactional;

import dev.perennial.account.AccountService;
import dev.perennial.dunning.domain.CaseState;
import dev.perennial.dunning.domain.StepKind;
import dev.perennial.invoice.domain.InvoiceStatus;
import dev.perennial.payment.domain.PaymentStatus;
import dev.perennial.platform.persistence.Rows;
import dev.perennial.platform.tenancy.CurrentTenant;
import dev.perennial.shared.billing.CollectionMethod;
import dev.perennial.tenant.DunningPolicy;
import dev.perennial.tenant.TenantService;

/** Tells what happened about the debts of an account, and what comes next. */
@Service
public class DunningReader {
    private static final int CASES_MAX = 100;
    private final JdbcClient jdbc;
    private final AccountService accounts;
    private final TenantService tenants;

    DunningReader(JdbcClient jdbc, AccountService accounts, TenantService tenants) {
        this.jdbc = jdbc;
        this.accounts = accounts;
        this.tenants = tenants;
    }

    /** Fails with {@code account_not_found}. */
    @Transactional(readOnly = true)
    public DunningOverview of(UUID accountId) {
        var account = accounts.get(accountId);
        var policy = tenants.settings().dunningPolicyOrDefault();
        var history = history(accountId);
        var cases = jdbc.sql("""
                        select c.*, i.number, i.status as invoice_status, i.currency, i.amount_due
                          from dunning_case c join invoice i on i.tenant_id = c.tenant_id and i.id = c.invoice_id
                         where c.tenant_id = :tenant and c.account_id = :account
                         order by i.id desc limit :limit
                        """)
                .param("tenant", CurrentTenant.id())
                .param("account", accountId)
                .param("limit", CASES_MAX)
                .query((row, index) -> toCase(row, policy, history.getOrDefault(Rows.uuid(row, "id"), List.of())))
                .list();
        return new DunningOverview(accountId, account.dunningStatus(), policy, cases);
    }

    private static DunningOverview.Case toCase(ResultSet row, DunningPolicy policy, List<DunningOverview.Step> history)
            throws SQLException {
        return new DunningOverview.Case(
                Rows.uuid(row, "id"),
                Rows.uuid(row, "invoice_id"),
                row.getString("number"),
                InvoiceStatus.valueOf(row.getString("invoice_status")),
                CollectionMethod.valueOf(row.getString("collection")),
                row.getString("currency"),
                row.getLong("amount_due"),
                CaseState.valueOf(row.getString("state")),
                row.getBoolean("refused"),
                Rows.instant(row, "opened_at"),
                Rows.instantOrNull(row, "closed_at"),
                Rows.instantOrNull(row, "past_due_at"),
                next(row, policy),
                history);
    }

    private static DunningOverview.@Nullable NextStep next(ResultSet row, DunningPolicy policy) throws SQLException {
        var kind = row.getString("next_step");
        if (kind == null) {
            return null;
        }
        var step = StepKind.valueOf(kind);
        return new DunningOverview.NextStep(
                step, Rows.instant(row, "next_step_at"), step == StepKind.FINAL_ACTION ? policy.finalAction() : null);
    }

    private record Taken(UUID caseId, DunningOverview.Step step) {}

    private Map<UUID, List<DunningOverview.Step>> history(UUID accountId) {
        return jdbc
                .sql("""
                        select s.case_id, s.kind, s.taken_at, s.planned_at, s.round, s.payment_id, p.status, p.failure_code
                          from dunning_case c
                          join dunning_step s on s.tenant_id = c.tenant_id and s.case_id = c.id
                          left join payment p on p.tenant_id = s.tenant_id and p.id = s.payment_id
                         where c.tenant_id = :tenant and c.account_id = :account
                         order by s.case_id, s.id
                        """)
                .param("tenant", CurrentTenant.id())
                .param("account", accountId)
                .query((row, index) -> new Taken(Rows.uuid(row, "case_id"), step(row)))
                .list()
                .stream()
                .collect(Collectors.groupingBy(Taken::caseId, Collectors.mapping(Taken::step, Collectors.toList())));
    }

    private static DunningOverview.Step step(ResultSet row) throws SQLException {
        var payment = row.getString("status");
        return new DunningOverview.Step(
                StepKind.valueOf(row.getString("kind")),
                Rows.instant(row, "taken_at"),
                Rows.instantOrNull(row, "planned_at"),
                row.getInt("round"),
                row.getObject("payment_id", UUID.class),
                payment == null ? null : PaymentStatus.valueOf(payment),
                row.getString("failure_code"));
    }
}
