package dev.perennial.payment;

import java.time.Instant;
import java.util.List;
import java.util.Objects;
import java.util.UUID;
import java.util.stream.Stream;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;

import dev.perennial.payment.GatewayClaims.Kind;
import dev.perennial.payment.Preparation.Work;
import dev.perennial.platform.tenancy.CurrentTenant;
import dev.perennial.platform.tenancy.TenantScope;
import dev.perennial.platform.tenancy.TenantScopes;
import dev.perennial.support.Api;
import dev.perennial.support.PerennialIT;
import dev.perennial.support.TestTenants;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

/** Many attempts are prepared together, and each goes its own way. */
class PreparationIT extends PerennialIT {
    @Autowired
    private TenantScopes scopes;

    @Autowired
    private GatewayClaims claims;

    @Autowired
    private Preparation preparation;

    @Autowired
    private Collector collector;

    private Api api;
    private TenantScope scope;

    @BeforeEach
    void tenant() {
        api = newTenant();
        api.monthlyPlan("team", 2900);
        scope = scopes.open(TestTenants.tenantOf(owner(), api.key()), "job:test", null);
    }

    /** As if it was queued and nobody had sent it yet. */
    private UUID queued(String account) {
        var subscription = api.subscribe(account, "team").expect(201).text("id");
        var invoice = api.invoicesOf(subscription).getFirst().path("id").asString();
        var payment = UUID.fromString(api.all("/v1/payments?invoice_id=" + invoice)
                .getFirst()
                .path("id")
                .asString());
        forgetThatTheyWereSent(List.of(payment));
        return payment;
    }

    @Test
    void fixesTheMethodOfEachAndLeavesOutWhatCannotBeCharged() {
        var accounts = Stream.generate(() -> api.accountPayingBy("pm_simulated_timeout"))
                .limit(3)
                .toList();
        var methods = accounts.stream()
                .map(account -> api.get("/v1/accounts/" + account).text("default_payment_method_id"))
                .toList();
        var payments = accounts.stream().map(this::queued).toList();
        owner().sql("update payment_method set detached_at = now() where id = :id::uuid")
                .param("id", methods.get(1))
                .update();
        owner().sql("""
                        update account set deleted_at = now() where id = (select account_id from payment where id = :id)
                        """).param("id", payments.get(2)).update();

        CurrentTenant.runAs(scope, () -> {
            var works = preparation.prepare(claims.due(Kind.PAYMENT, 10), Instant.now());

            assertThat(payments)
                    .extracting(id -> Objects.requireNonNull(works.get(id)))
                    .as("the second's method was detached, the third's account closed")
                    .extracting(Work::lookUp, work -> work.request().isPresent())
                    .containsExactly(tuple(false, true), tuple(false, false), tuple(false, false));
        });
        assertThat(payments).extracting(this::isFixed).containsExactly(true, false, false);

        forgetThatTheyWereSent(payments);
        CurrentTenant.runAs(
                scope,
                () -> assertThat(collector.collectDue())
                        .extracting(
                                PaymentSnapshot::id, payment -> payment.status().name())
                        .containsExactlyInAnyOrder(
                                tuple(payments.get(0), "UNKNOWN"),
                                tuple(payments.get(1), "FAILED"),
                                tuple(payments.get(2), "FAILED")));
    }

    @Test
    void oneThatCannotBePreparedHoldsUpNobody() {
        var bad = queued(api.accountPayingBy("pm_simulated_timeout"));
        var good = queued(api.accountPayingBy("pm_simulated_timeout"));
        owner().sql(
                        "create function refuse_preparation() returns trigger language plpgsql as $$ begin raise exception 'refused'; end $$")
                .update();
        owner().sql("""
                        create trigger refuse_preparation before update on payment for each row
                            when (new.id = '%s' and new.gateway_payment_method_id is not null) execute function refuse_preparation()
                        """.formatted(bad)).update();
        try {
            CurrentTenant.runAs(
                    scope,
                    () -> assertThat(collector.collectDue())
                            .extracting(PaymentSnapshot::id)
                            .containsExactly(good));
        } finally {
            owner().sql("drop trigger refuse_preparation on payment").update();
            owner().sql("drop function refuse_preparation()").update();
        }
        assertThat(api.get("/v1/payments/" + bad).text("status")).isEqualTo("PENDING");

        CurrentTenant.runAs(scope, () -> collector.reconcile(List.of(bad)));
        assertThat(api.get("/v1/payments/" + bad).text("status"))
                .as("taken up again")
                .isEqualTo("SUCCEEDED");
    }

    private void forgetThatTheyWereSent(List<UUID> payments) {
        owner().sql("delete from simulated_charge where payment_id in (:ids)")
                .param("ids", payments)
                .update();
        owner().sql("""
                        update payment set status = 'PENDING', sent_at = null, work_at = now(), gateway_customer_id = null,
                               gateway_payment_method_id = null
                         where id in (:ids)
                        """).param("ids", payments).update();
    }

    /** Whether it is fixed how a payment is sent. */
    private boolean isFixed(UUID payment) {
        return owner().sql("select gateway_payment_method_id is not null from payment where id = :id")
                .param("id", payment)
                .query(Boolean.class)
                .single();
    }
}
