package dev.perennial.payment;

import java.time.Instant;
import java.util.List;
import java.util.UUID;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;

import dev.perennial.payment.GatewayClaims.Kind;
import dev.perennial.payment.gateway.ChargeOutcome;
import dev.perennial.payment.gateway.RefundOutcome;
import dev.perennial.platform.tenancy.CurrentTenant;
import dev.perennial.platform.tenancy.TenantScope;
import dev.perennial.platform.tenancy.TenantScopes;
import dev.perennial.shared.id.UuidV7;
import dev.perennial.support.Api;
import dev.perennial.support.PerennialIT;
import dev.perennial.support.TestTenants;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * A worker that waits behind calls that hang comes to its turn when another one has taken over what it holds. That it
 * is turned away then says nothing about what the other one sent: a new key would charge, or give back, twice.
 */
class LostLeaseIT extends PerennialIT {
    @Autowired
    private TenantScopes scopes;

    @Autowired
    private GatewayClaims claims;

    @Autowired
    private Preparation preparation;

    @Autowired
    private PaymentService payments;

    @Autowired
    private Collector collector;

    @Autowired
    private RefundService refunds;

    @Autowired
    private Refunder refunder;

    private Api api;
    private TenantScope scope;

    @BeforeEach
    void tenant() {
        api = newTenant();
        api.monthlyPlan("team", 2900);
        scope = scopes.open(TestTenants.tenantOf(owner(), api.key()), "job:test", null);
    }

    private UUID subscribe(String card) {
        api.subscribe(api.accountPayingBy(card), "team").expect(201);
        return UUID.fromString(api.all("/v1/payments").getFirst().path("id").asString());
    }

    @Test
    void aChargeKeepsItsKeyWhenItsFirstHolderIsTurnedAwayLate() {
        var payment = subscribe("pm_simulated_timeout");
        // As if it was never sent.
        owner().sql("update payment set status = 'PENDING', sent_at = null, work_at = now() where id = :id")
                .param("id", payment)
                .update();
        var key = key("payment", payment);

        CurrentTenant.runAs(scope, () -> {
            var first = claims.due(Kind.PAYMENT, 1).getFirst();
            owner().sql("update payment set work_at = now() where id = :id")
                    .param("id", payment)
                    .update();
            claims.due(Kind.PAYMENT, 1);

            var work = preparation.prepare(first, Instant.now());
            assertThat(work.lookUp())
                    .as("what may have been sent is not sent as if it was new")
                    .isTrue();
            payments.settle(first, work.invoiceId(), new ChargeOutcome.NotCharged("429"), Instant.now());
            assertThat(key("payment", payment)).isEqualTo(key);

            collector.reconcile(List.of(payment));
        });
        assertThat(api.get("/v1/payments/" + payment).text("status")).isEqualTo("SUCCEEDED");
    }

    @Test
    void aRefundKeepsItsKeyWhenItsFirstHolderIsTurnedAwayLate() {
        var payment = subscribe("pm_card_visa");
        var refund = UuidV7.next();

        CurrentTenant.runAs(scope, () -> {
            refunds.create(refund, payment, 900L, null, Instant.now());
            var key = key("refund", refund);
            var first = claims.early(Kind.REFUND, List.of(refund)).getFirst();
            claims.early(Kind.REFUND, List.of(refund));

            assertThat(refunds.work(first, Instant.now()).lookUp()).isTrue();
            refunds.settle(first, new RefundOutcome.NotSent("429"), Instant.now());
            assertThat(key("refund", refund)).isEqualTo(key);

            refunder.send(refund);
        });

        assertThat(api.get("/v1/refunds/" + refund).text("status")).isEqualTo("SUCCEEDED");
    }

    private String key(String table, UUID id) {
        return owner().sql("select idempotency_key from " + table + " where id = :id")
                .param("id", id)
                .query(String.class)
                .single();
    }
}
