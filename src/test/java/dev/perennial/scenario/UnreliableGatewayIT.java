package dev.perennial.scenario;

import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.UUID;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

import dev.perennial.payment.gateway.stripe.FakeStripe;
import dev.perennial.payment.gateway.stripe.Fault;
import dev.perennial.shared.billing.CollectionMethod;
import dev.perennial.support.BulkSubscriptions;
import dev.perennial.support.TestTenants;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Many invoices against a Stripe that fails one call in five, in every way it can: each is settled once. {@code
 * -Dunreliable.invoices=1000} makes it a thousand, which takes a minute.
 */
class UnreliableGatewayIT extends StripeIT {
    private static final int INVOICES = Integer.getInteger("unreliable.invoices", 200);
    private static final int FAILING_PERCENT = 20;
    private static final long SEED = 20_261_124;
    /** Silence costs a time-out, so there is less of it. */
    private static final List<Fault> FAULTS = List.of(
            Fault.rateLimited(),
            Fault.conflict(),
            Fault.conflict(),
            Fault.turnedAway(503, ""),
            Fault.turnedAway(503, ""),
            Fault.unauthorized(),
            Fault.closedBefore(),
            Fault.closedBefore(),
            Fault.closedAfter(),
            Fault.closedAfter(),
            Fault.serverErrorBefore(),
            Fault.serverErrorAfter(),
            Fault.garbage(),
            Fault.garbage("{}"),
            Fault.timeoutBefore(),
            Fault.timeoutAfter());

    @AfterEach
    void behave() {
        STRIPE.otherwise(route -> Fault.none());
    }

    @Test
    void settlesEachInvoiceOnce() {
        var tenant = TestTenants.tenantOf(owner(), api.key());
        BulkSubscriptions.sell(
                owner(), tenant, plan, CollectionMethod.AUTOMATIC, LocalDate.parse("2025-12-15"), 1, INVOICES);
        giveEveryAccountACard(tenant);
        var random = new Random(SEED);
        STRIPE.otherwise(route -> fault(random));

        api.advanceTo("2026-01-15T00:00:00Z");
        for (int round = 0; round < 20 && unpaid(tenant) > 0; round++) {
            if (round == 10) {
                // A 500 that stays is explained only when its key is a day old.
                owner().sql("update payment set sent_at = sent_at - interval '25 hours' where status = 'UNKNOWN'")
                        .update();
            }
            api.advanceBy("P1D");
        }

        assertThat(unpaid(tenant)).as("seed " + SEED).isZero();
        var ours = owner().sql("""
                        select p.id::text || ' ' || p.invoice_id || ' ' || p.amount from payment p
                         where p.tenant_id = :tenant and p.status = 'SUCCEEDED'
                        """).param("tenant", tenant).query(String.class).list();
        var theirs = STRIPE.charges().stream()
                .filter(charge -> tenant.toString().equals(charge.metadata().get("perennial_tenant_id")))
                .map(charge -> charge.metadata().get("perennial_payment_id") + " "
                        + charge.metadata().get("perennial_invoice_id") + " " + charge.amount())
                .toList();
        assertThat(ours).hasSize(INVOICES).containsExactlyInAnyOrderElementsOf(theirs);
        assertThat(api.all("/v1/payments"))
                .as("no attempt was taken for failed")
                .hasSize(INVOICES);
    }

    private static synchronized Fault fault(Random random) {
        return random.nextInt(100) < FAILING_PERCENT ? FAULTS.get(random.nextInt(FAULTS.size())) : Fault.none();
    }

    private long unpaid(UUID tenant) {
        return owner().sql("select count(*) from invoice where tenant_id = :tenant and status <> 'PAID'")
                .param("tenant", tenant)
                .query(Long.class)
                .single();
    }

    private void giveEveryAccountACard(UUID tenant) {
        var customers = new ArrayList<String>();
        var methods = new ArrayList<String>();
        for (int i = 0; i < INVOICES; i++) {
            FakeStripe.Payer payer = STRIPE.payer();
            customers.add(payer.customerId());
            methods.add(payer.paymentMethodId());
        }
        owner().sql("""
                        with payer as (
                            select a.id as account_id, uuidv7() as method_id, g.customer, g.method
                              from (select id, row_number() over (order by id) as n from account
                                     where tenant_id = :tenant and default_payment_method_id is null) a
                              join unnest(:customers::text[], :methods::text[]) with ordinality as g (customer, method, n) using (n)),
                        saved as (
                            insert into payment_method (tenant_id, id, account_id, gateway, gateway_payment_method_id, type, version,
                                                        created_at, updated_at)
                            select :tenant, method_id, account_id, 'stripe', method, 'card', 0, now(), now() from payer)
                        update account a set default_payment_method_id = p.method_id, gateway_customer_id = p.customer
                          from payer p where a.tenant_id = :tenant and a.id = p.account_id
                        """)
                .param("tenant", tenant)
                .param("customers", customers.toArray(String[]::new))
                .param("methods", methods.toArray(String[]::new))
                .update();
    }
}
