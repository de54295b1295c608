package dev.perennial.payment.gateway.stripe;

import java.time.Clock;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

import com.stripe.StripeClient;

import dev.perennial.payment.gateway.ChargeOutcome;
import dev.perennial.payment.gateway.ChargeRequest;
import dev.perennial.payment.gateway.GatewayCharge;
import dev.perennial.payment.gateway.PaymentGateway;
import dev.perennial.payment.gateway.RefundOutcome;
import dev.perennial.payment.gateway.RefundRequest;
import dev.perennial.payment.gateway.SetupOutcome;
import dev.perennial.platform.tenancy.CurrentTenant;

/** Stripe behind our port. What each call means is told where it is made. */
final class StripeGateway implements PaymentGateway, AutoCloseable {
    static final String NAME = "stripe";

    private final StripePacedClient http;
    private final StripeCharges charges;
    private final StripeRefunds refunds;
    private final StripePaymentMethods methods;
    private final StripeSetups setups;
    private final StripeEvents events;
    private final StripeTax tax;
    private final StripeBook book;
    private final boolean live;

    /** @param clock wall-clock time: Stripe forgets keys by its own clock, whatever a tenant's business clock says */
    StripeGateway(StripeProperties properties, Clock clock) {
        this.http = new StripePacedClient(
                new StripeHttpClient(properties.connectTimeout(), properties.readTimeout()), properties.pace());
        var stripe = StripeClient.builder()
                .setApiKey(properties.secretKey())
                .setApiBase(properties.apiBase().toString().replaceAll("/+$", ""))
                .setConnectTimeout(Math.toIntExact(properties.connectTimeout().toMillis()))
                .setReadTimeout(Math.toIntExact(properties.readTimeout().toMillis()))
                // Whether to send again depends on what the payment knows, which the library does not.
                .setMaxNetworkRetries(0)
                .setHttpClient(http)
                .build();
        this.live = properties.isLive();
        this.charges = new StripeCharges(stripe, new StripeOutcomes(live), properties.returnUrl(), clock);
        this.refunds = new StripeRefunds(stripe, clock);
        this.methods = new StripePaymentMethods(stripe);
        this.setups = new StripeSetups(stripe, methods);
        this.book = new StripeBook(stripe);
        var verifier = new StripeWebhookVerifier(properties.webhookSecrets(), clock);
        this.tax = new StripeTax(stripe, live);
        this.events = new StripeEvents(stripe, verifier, methods, setups, live);
    }

    /** What Stripe tells of its own accord, over the same connections. */
    StripeEvents events() {
        return events;
    }

    /** Stripe Tax, over the same connections and at the same pace. */
    StripeTax tax() {
        return tax;
    }

    @Override
    public String name() {
        return NAME;
    }

    @Override
    public boolean serves(boolean testMode) {
        return testMode != live;
    }

    @Override
    public long minimumCharge(String currency) {
        return StripeAmounts.minimum(currency);
    }

    @Override
    public SavedPaymentMethod attach(GatewayCustomer account, String token) {
        return methods.attach(account, token);
    }

    @Override
    public String adopt(String reference) {
        return reference;
    }

    @Override
    public void detach(String gatewayPaymentMethodId) {
        methods.detach(gatewayPaymentMethodId);
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
    public ChargeOutcome charge(ChargeRequest request) {
        return charges.charge(request);
    }

    @Override
    public ChargeOutcome lookUp(ChargeRequest request) {
        return charges.lookUp(request);
    }

    @Override
    public ChargeOutcome cancel(ChargeRequest request) {
        return charges.cancel(request);
    }

    @Override
    public RefundOutcome refund(RefundRequest request) {
        return refunds.refund(request);
    }

    @Override
    public RefundOutcome lookUpRefund(RefundRequest request) {
        return refunds.lookUp(request);
    }

    @Override
    public List<GatewayCharge> charges(Instant from, Instant to) {
        return book.charges(CurrentTenant.id(), from, to);
    }

    @Override
    public Optional<GatewayCharge> charge(String gatewayPaymentId) {
        return book.charge(CurrentTenant.id(), gatewayPaymentId);
    }

    /** Lets running requests end, then lets go of the connections. */
    @Override
    public void close() {
        http.close();
    }
}
