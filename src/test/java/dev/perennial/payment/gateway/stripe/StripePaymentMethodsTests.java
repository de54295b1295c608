package dev.perennial.payment.gateway.stripe;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.UUID;
import java.util.stream.Stream;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

import dev.perennial.payment.gateway.PaymentGateway.GatewayCustomer;
import dev.perennial.payment.gateway.PaymentGateway.GatewayRefusal;
import dev.perennial.payment.gateway.PaymentGateway.GatewayUnavailable;
import dev.perennial.payment.gateway.PaymentGateway.SavedPaymentMethod;
import dev.perennial.payment.gateway.stripe.FakeStripe.Arrival;
import dev.perennial.payment.gateway.stripe.FakeStripe.Route;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

@Timeout(30)
class StripePaymentMethodsTests {
    private final Clock clock = Clock.fixed(Instant.parse("2026-03-01T12:00:00Z"), ZoneOffset.UTC);
    private final FakeStripe stripe = FakeStripe.start(clock);
    private final StripeGateway gateway = new StripeGateway(
            new StripeProperties(
                    FakeStripe.SECRET_KEY,
                    List.of(),
                    stripe.url(),
                    null,
                    Duration.ofMillis(500),
                    Duration.ofMillis(500),
                    1_000),
            clock);

    @AfterEach
    void stop() {
        stripe.close();
        gateway.close();
    }

    @Test
    void makesTheCustomerAndAttachesTheMethod() {
        var saved = gateway.attach(account(null), "pm_card_visa");

        assertThat(saved.type()).isEqualTo("card");
        assertThat(saved.brand()).isEqualTo("visa");
        assertThat(saved.last4()).isEqualTo("4242");
        assertThat(saved.expMonth()).isEqualTo(12);
        assertThat(saved.expYear()).isEqualTo(2034);
        assertThat(stripe.customers()).singleElement().satisfies(customer -> {
            assertThat(customer.get("id").getAsString()).isEqualTo(saved.gatewayCustomerId());
            assertThat(customer.getAsJsonObject("metadata")
                            .get("perennial_account_id")
                            .getAsString())
                    .isEqualTo("00000000-0000-7000-8000-000000000002");
        });
    }

    @Test
    void usesTheCustomerItKnows() {
        var payer = stripe.payer();

        var saved = gateway.attach(account(payer.customerId()), "pm_card_mastercard");

        assertThat(saved.gatewayCustomerId()).isEqualTo(payer.customerId());
        assertThat(saved.brand()).isEqualTo("mastercard");
        assertThat(stripe.arrivals(Route.CUSTOMER)).isEmpty();
    }

    @Test
    void repeatsUnderTheSameKeysSoThatNothingIsMadeTwice() {
        stripe.next(Route.ATTACH, Fault.closedAfter());
        assertThatExceptionOfType(GatewayUnavailable.class)
                .isThrownBy(() -> gateway.attach(account(null), "pm_card_visa"));

        SavedPaymentMethod saved = gateway.attach(account(null), "pm_card_visa");

        assertThat(saved.last4()).isEqualTo("4242");
        assertThat(stripe.customers()).hasSize(1);
        assertThat(stripe.arrivals(Route.ATTACH))
                .extracting(Arrival::idempotencyKey)
                .hasSize(2)
                .allSatisfy(
                        key -> assertThat(key).startsWith("perennial-attach-").hasSizeLessThanOrEqualTo(255))
                .containsOnly(stripe.arrivals(Route.ATTACH).getFirst().idempotencyKey());
    }

    @Test
    void survivesAChangedEmailAfterARefusal() {
        assertThatExceptionOfType(GatewayRefusal.class).isThrownBy(() -> gateway.attach(account(null), "pm_missing"));
        var account = account(null);

        var saved = gateway.attach(
                new GatewayCustomer(account.tenantId(), account.accountId(), account.name(), "new@example.com", null),
                "pm_card_visa");

        assertThat(saved.last4()).isEqualTo("4242");
    }

    @Test
    void refusesATokenThatIsNone() {
        for (var token : List.of("", "tok_visa", "4242424242424242", "pm_1/../../customers", "pm_")) {
            assertThatExceptionOfType(GatewayRefusal.class)
                    .isThrownBy(() -> gateway.attach(account(null), token))
                    .matches(refusal -> refusal.code().equals("payment_method_token_invalid"));
        }
        assertThat(stripe.arrivals()).isEmpty();
    }

    @Test
    void passesOnTheBanksRefusalButNotASecretOne() {
        var payer = stripe.payer();
        stripe.next(Route.ATTACH, Fault.decline("expired_card"), Fault.decline("stolen_card"));

        assertThatExceptionOfType(GatewayRefusal.class)
                .isThrownBy(() -> gateway.attach(account(payer.customerId()), "pm_a"))
                .withMessage("Your card says no: expired_card.")
                .matches(refusal -> refusal.code().equals("expired_card"));
        assertThatExceptionOfType(GatewayRefusal.class)
                .isThrownBy(() -> gateway.attach(account(payer.customerId()), "pm_b"))
                .withMessage("The payment method was declined.")
                .matches(refusal -> refusal.code().equals("card_declined"));
    }

    static Stream<Fault> nonAnswers() {
        return Stream.of(
                Fault.rateLimited(),
                Fault.conflict(),
                Fault.unauthorized(),
                Fault.serverErrorBefore(),
                Fault.closedBefore(),
                Fault.timeoutBefore(),
                Fault.garbage(),
                Fault.garbage("null"),
                Fault.garbage("{}"));
    }

    @ParameterizedTest
    @MethodSource("nonAnswers")
    void isUnavailableWithoutAUsableAnswer(Fault fault) {
        var payer = stripe.payer();
        stripe.next(Route.ATTACH, fault);

        assertThatExceptionOfType(GatewayUnavailable.class)
                .isThrownBy(() -> gateway.attach(account(payer.customerId()), "pm_card_visa"))
                .satisfies(e -> assertThat(e.getMessage()).doesNotContain("4242", FakeStripe.SECRET_KEY))
                .matches(e -> e.getCause() == null
                        || !e.getCause().getClass().getName().startsWith("com.stripe"));
        assertThat(stripe.arrivals(Route.ATTACH)).hasSize(1);
    }

    @Test
    void doesNotTakeAnOldAnswerForAnAttachedMethod() {
        var payer = stripe.payer();
        var saved = gateway.attach(account(payer.customerId()), "pm_card_visa");
        gateway.detach(saved.gatewayPaymentMethodId());

        assertThatExceptionOfType(GatewayRefusal.class)
                .isThrownBy(() -> gateway.attach(account(payer.customerId()), "pm_card_visa"))
                .matches(refusal -> refusal.code().equals("payment_method_detached"));
    }

    @Test
    void detachesOnceAndForAll() {
        var payer = stripe.payer();

        gateway.detach(payer.paymentMethodId());
        gateway.detach(payer.paymentMethodId());

        assertThat(stripe.arrivals(Route.DETACH))
                .extracting(Arrival::idempotencyKey)
                .hasSize(2)
                .allMatch(key -> key.startsWith("perennial-detach-"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"pm_unknown", "not a method"})
    void findsNothingWrongWithForgettingWhatIsNotThere(String methodId) {
        assertThatCode(() -> gateway.detach(methodId)).doesNotThrowAnyException();
    }

    @Test
    void looksWhetherAnUnansweredDetachWorked() {
        var payer = stripe.payer();
        stripe.next(Route.DETACH, Fault.closedAfter());

        assertThatCode(() -> gateway.detach(payer.paymentMethodId())).doesNotThrowAnyException();
    }

    @ParameterizedTest
    @MethodSource("nonAnswers")
    void isUnavailableWhileTheMethodMayStillBeAttached(Fault fault) {
        var payer = stripe.payer();
        stripe.next(Route.DETACH, fault);
        stripe.next(Route.RETRIEVE_METHOD, Fault.rateLimited());

        if (fault.reach() == Fault.Reach.EXECUTED && fault.code().equals("{}")) {
            gateway.detach(payer.paymentMethodId());
        } else {
            assertThatExceptionOfType(GatewayUnavailable.class)
                    .isThrownBy(() -> gateway.detach(payer.paymentMethodId()));
        }
    }

    private static GatewayCustomer account(@Nullable String customerId) {
        return new GatewayCustomer(
                UUID.fromString("00000000-0000-7000-8000-000000000001"),
                UUID.fromString("00000000-0000-7000-8000-000000000002"),
                "Zoë & Co",
                "zoe@example.com",
                customerId);
    }
}
