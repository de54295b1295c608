package dev.perennial.payment.gateway.simulated;

import java.net.URI;
import java.util.Objects;
import java.util.Optional;
import java.util.UUID;

import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.transaction.support.TransactionTemplate;

import dev.perennial.payment.gateway.PaymentGateway.GatewayCustomer;
import dev.perennial.payment.gateway.PaymentGateway.HostedSetup;
import dev.perennial.payment.gateway.PaymentGateway.SavedPaymentMethod;
import dev.perennial.payment.gateway.PaymentGateway.SetupPage;
import dev.perennial.payment.gateway.SetupOutcome;
import dev.perennial.platform.persistence.Rows;
import dev.perennial.platform.tenancy.CurrentTenant;

/** The simulated gateway's pages on which customers choose a test card. */
final class SimulatedSetups {
    static final String PATH = "/simulated-gateway/setups/";

    private final JdbcClient jdbc;
    private final TransactionTemplate transaction;

    SimulatedSetups(JdbcClient jdbc, TransactionTemplate transaction) {
        this.jdbc = jdbc;
        this.transaction = transaction;
    }

    /** A page that waits: whose it is, and where it leads. */
    record Page(UUID accountId, String customerId, URI returnUrl) {}

    HostedSetup begin(GatewayCustomer account, SetupPage page) {
        var id = "cs_sim_" + page.setupId().toString().replace("-", "");
        var customerId = SimulatedGateway.customerId(account);
        var expiresAt = transaction.execute(status -> {
            jdbc.sql("""
                            insert into simulated_setup (tenant_id, id, account_id, customer_id, return_url, expires_at)
                            values (:tenant, :id, :account, :customer, :return, now() + interval '1 day')
                            on conflict (tenant_id, id) do nothing
                            """)
                    .param("tenant", CurrentTenant.id())
                    .param("id", id)
                    .param("account", account.accountId())
                    .param("customer", customerId)
                    .param("return", page.returnUrl().toString())
                    .update();
            return jdbc.sql("select expires_at from simulated_setup where tenant_id = :tenant and id = :id")
                    .param("tenant", CurrentTenant.id())
                    .param("id", id)
                    .query((row, index) -> Rows.instant(row, "expires_at"))
                    .single();
        });
        return new HostedSetup(customerId, id, URI.create(PATH + id), Objects.requireNonNull(expiresAt));
    }

    /** The page, while it waits for its customer. */
    Optional<Page> waiting(String id) {
        return Objects.requireNonNull(transaction.execute(status -> jdbc.sql("""
                        select account_id, customer_id, return_url from simulated_setup
                         where tenant_id = :tenant and id = :id and payment_method_id is null and expires_at > now()
                        """)
                .param("tenant", CurrentTenant.id())
                .param("id", id)
                .query((row, index) -> new Page(
                        Rows.uuid(row, "account_id"),
                        String.valueOf(row.getString("customer_id")),
                        URI.create(String.valueOf(row.getString("return_url")))))
                .optional()));
    }

    void complete(String id, String paymentMethodId) {
        transaction.executeWithoutResult(status -> jdbc.sql("""
                        update simulated_setup set payment_method_id = :method
                         where tenant_id = :tenant and id = :id and payment_method_id is null
                        """)
                .param("method", paymentMethodId)
                .param("tenant", CurrentTenant.id())
                .param("id", id)
                .update());
    }

    SetupOutcome lookUp(String id) {
        return Objects.requireNonNull(transaction.execute(status -> jdbc.sql("""
                        select s.customer_id, s.payment_method_id, m.token, s.expires_at <= now() as expired
                          from simulated_setup s
                          left join simulated_payment_method m on m.tenant_id = s.tenant_id and m.id = s.payment_method_id
                         where s.tenant_id = :tenant and s.id = :id
                        """)
                .param("tenant", CurrentTenant.id())
                .param("id", id)
                .query((row, index) -> outcome(
                        String.valueOf(row.getString("customer_id")),
                        row.getString("payment_method_id"),
                        row.getString("token"),
                        row.getBoolean("expired")))
                .optional()
                .orElseGet(SetupOutcome.Expired::new)));
    }

    private static SetupOutcome outcome(
            String customerId, @Nullable String methodId, @Nullable String token, boolean expired) {
        if (methodId != null && token != null) {
            SavedPaymentMethod method = SimulatedCards.saved(customerId, methodId, token);
            return new SetupOutcome.Completed(method);
        }
        return expired ? new SetupOutcome.Expired() : new SetupOutcome.Open();
    }
}
