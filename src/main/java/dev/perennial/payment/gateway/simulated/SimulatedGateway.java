package dev.perennial.payment.gateway.simulated;

import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.Currency;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;

import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.transaction.support.TransactionTemplate;

import dev.perennial.payment.gateway.ChargeOutcome;
import dev.perennial.payment.gateway.ChargeOutcome.DeclineKind;
import dev.perennial.payment.gateway.ChargeRequest;
import dev.perennial.payment.gateway.GatewayCharge;
import dev.perennial.payment.gateway.PaymentGateway;
import dev.perennial.payment.gateway.RefundOutcome;
import dev.perennial.payment.gateway.RefundRequest;
import dev.perennial.payment.gateway.SetupOutcome;
import dev.perennial.payment.gateway.simulated.SimulatedCards.Card;
import dev.perennial.platform.persistence.Rows;
import dev.perennial.platform.tenancy.CurrentTenant;
import dev.perennial.shared.money.Money;

/**
 * Behaves like a card gateway, by token, and keeps its own book in the database: it remembers idempotency keys and
 * survives a kill of the service, as the real thing does.
 */
public class SimulatedGateway implements PaymentGateway {
    private static final Duration SLOW = Duration.ofSeconds(2);
    private final JdbcClient jdbc;
    private final TransactionTemplate transaction;
    private final SimulatedCards cards;
    private final SimulatedSetups setups;

    SimulatedGateway(JdbcClient jdbc, TransactionTemplate transaction) {
        this.jdbc = jdbc;
        this.transaction = transaction;
        this.cards = new SimulatedCards(jdbc, transaction);
        this.setups = new SimulatedSetups(jdbc, transaction);
    }

    @Override
    public String name() {
        return "simulated";
    }

    @Override
    public boolean serves(boolean testMode) {
        return testMode;
    }

    @Override
    public long minimumCharge(String currency) {
        return 0;
    }

    @Override
    public SavedPaymentMethod attach(GatewayCustomer account, String token) {
        return SimulatedCards.saved(customerId(account), cards.attach(token), token);
    }

    /** A token behaves as it does when it is attached; whatever else another system has saved is a card that pays. */
    @Override
    public String adopt(String reference) {
        return cards.adopt(reference);
    }

    static String customerId(GatewayCustomer account) {
        return account.gatewayCustomerId() == null ? "cus_sim_" + account.accountId() : account.gatewayCustomerId();
    }

    /** Whether a page for a card waits for its customer. */
    public boolean isWaiting(String page) {
        return setups.waiting(page).isPresent();
    }

    /**
     * The customer chooses a card on a page. Returns where he goes next; empty when the page does not wait for him.
     *
     * @throws GatewayRefusal when there is no such card
     */
    public Optional<URI> choose(String page, String token) {
        return setups.waiting(page).map(waiting -> {
            var customer = new GatewayCustomer(CurrentTenant.id(), waiting.accountId(), "", "", waiting.customerId());
            setups.complete(page, attach(customer, token).gatewayPaymentMethodId());
            return waiting.returnUrl();
        });
    }

    @Override
    public HostedSetup beginSetup(GatewayCustomer account, SetupPage page) {
        return setups.begin(account, page);
    }

    @Override
    public SetupOutcome lookUpSetup(String gatewaySetupId) {
        return setups.lookUp(gatewaySetupId);
    }

    @Override
    public void detach(String gatewayPaymentMethodId) {
        cards.detach(gatewayPaymentMethodId);
    }

    @Override
    public ChargeOutcome charge(ChargeRequest request) {
        var card = cards.find(request.gatewayPaymentMethodId());
        if (card.isEmpty()) {
            return new ChargeOutcome.Declined(
                    null, "payment_method_missing", "The payment method was detached.", DeclineKind.HARD);
        }
        var token = card.get().token();
        if (token.equals("pm_simulated_slow")) {
            sleep(SLOW);
        }
        var outcome = book(request, card.get());
        return token.equals("pm_simulated_timeout")
                ? new ChargeOutcome.Unknown("The simulated gateway did not answer")
                : outcome;
    }

    @Override
    public ChargeOutcome lookUp(ChargeRequest request) {
        // Sends again under the same key: a first sending that is still on its way must not be taken for one that never
        // was.
        return find(request)
                .or(() -> cards.find(request.gatewayPaymentMethodId()).map(card -> book(request, card)))
                .orElseGet(() -> new ChargeOutcome.NotCharged("The simulated gateway has no such charge"));
    }

    @Override
    public ChargeOutcome cancel(ChargeRequest request) {
        transaction.executeWithoutResult(status -> jdbc.sql("""
                        update simulated_charge set outcome = 'CANCELLED'
                         where tenant_id = :tenant and idempotency_key = :key and outcome = 'REQUIRES_ACTION'
                        """)
                .param("tenant", request.tenantId())
                .param("key", request.idempotencyKey())
                .update());
        return lookUp(request);
    }

    @Override
    public RefundOutcome refund(RefundRequest request) {
        transaction.executeWithoutResult(status -> jdbc.sql("""
                        insert into simulated_refund (tenant_id, idempotency_key, id, refund_id, charge_id, amount)
                        select tenant_id, :key, :id, :refund, id, :amount
                          from simulated_charge where tenant_id = :tenant and id = :charge and outcome = 'SUCCEEDED'
                        on conflict (tenant_id, idempotency_key) do nothing
                        """)
                .param("tenant", request.tenantId())
                .param("key", request.idempotencyKey())
                .param("id", "re_sim_" + UUID.randomUUID().toString().replace("-", ""))
                .param("refund", request.refundId())
                .param("charge", request.gatewayPaymentId())
                .param("amount", request.amount().minor())
                .update());
        return transaction.execute(status -> jdbc.sql(
                        "select id from simulated_refund where tenant_id = :tenant and idempotency_key = :key")
                .param("tenant", request.tenantId())
                .param("key", request.idempotencyKey())
                .query(String.class)
                .optional()
                .<RefundOutcome>map(RefundOutcome.Succeeded::new)
                .orElseGet(() -> new RefundOutcome.Failed(null, "charge_not_found")));
    }

    @Override
    public RefundOutcome lookUpRefund(RefundRequest request) {
        return refund(request);
    }

    @Override
    public List<GatewayCharge> charges(Instant from, Instant to) {
        return inBook(
                "c.charged_at >= :from and c.charged_at < :to",
                Map.of("from", from.atOffset(ZoneOffset.UTC), "to", to.atOffset(ZoneOffset.UTC)));
    }

    @Override
    public Optional<GatewayCharge> charge(String gatewayPaymentId) {
        return inBook("c.id = :id", Map.of("id", gatewayPaymentId)).stream().findFirst();
    }

    private List<GatewayCharge> inBook(String condition, Map<String, ?> params) {
        return transaction.execute(status -> jdbc.sql("""
                        select c.id, c.amount, c.currency, c.charged_at, c.payment_id, p.invoice_id, p.account_id
                          from simulated_charge c
                          left join payment p on p.tenant_id = c.tenant_id and p.id = c.payment_id
                         where c.tenant_id = :tenant and c.outcome = 'SUCCEEDED' and
                        """ + condition)
                .param("tenant", CurrentTenant.id())
                .params(params)
                .query((row, index) -> new GatewayCharge(
                        row.getString("id"),
                        new Money(row.getLong("amount"), Currency.getInstance(row.getString("currency"))),
                        Rows.instant(row, "charged_at"),
                        Rows.uuid(row, "payment_id"),
                        row.getObject("invoice_id", UUID.class),
                        row.getObject("account_id", UUID.class)))
                .list());
    }

    /** The first request with a key decides; every other one with the same key is told the same. */
    private ChargeOutcome book(ChargeRequest request, Card card) {
        return transaction.execute(status -> bookOnce(request, card));
    }

    private ChargeOutcome bookOnce(ChargeRequest request, Card card) {
        var id = "pi_sim_" + UUID.randomUUID().toString().replace("-", "");
        int isNew = jdbc.sql("""
                        insert into simulated_charge (tenant_id, idempotency_key, id, payment_id, token, amount, currency, outcome)
                        values (:tenant, :key, :id, :payment, :token, :amount, :currency, 'SUCCEEDED')
                        on conflict (tenant_id, idempotency_key) do nothing
                        """)
                .param("tenant", request.tenantId())
                .param("key", request.idempotencyKey())
                .param("id", id)
                .param("payment", request.paymentId())
                .param("token", card.token())
                .param("amount", request.amount().minor())
                .param("currency", request.amount().currency().getCurrencyCode())
                .update();
        if (isNew == 0) {
            return booked(request).orElseThrow();
        }
        var verdict = cards.verdict(card);
        if (!verdict.equals("SUCCEEDED")) {
            jdbc.sql(
                            "update simulated_charge set outcome = :outcome where tenant_id = :tenant and idempotency_key = :key")
                    .param("tenant", request.tenantId())
                    .param("key", request.idempotencyKey())
                    .param("outcome", verdict)
                    .update();
        }
        return outcome(id, verdict);
    }

    private Optional<ChargeOutcome> find(ChargeRequest request) {
        return transaction.execute(status -> booked(request));
    }

    private Optional<ChargeOutcome> booked(ChargeRequest request) {
        return jdbc.sql("select id, outcome from simulated_charge where tenant_id = :tenant and idempotency_key = :key")
                .param("tenant", request.tenantId())
                .param("key", request.idempotencyKey())
                .query((row, index) -> outcome(row.getString("id"), row.getString("outcome")))
                .optional();
    }

    private static ChargeOutcome outcome(String id, String verdict) {
        var decline = SimulatedCards.decline(verdict);
        if (decline != null) {
            return new ChargeOutcome.Declined(id, decline.code(), decline.message(), decline.kind());
        }
        return switch (verdict) {
            case "REQUIRES_ACTION" -> new ChargeOutcome.RequiresAction(id, null);
            case "CANCELLED" -> new ChargeOutcome.Cancelled(id);
            default -> new ChargeOutcome.Succeeded(id);
        };
    }

    private static void sleep(Duration duration) {
        try {
            Thread.sleep(duration);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
