package dev.perennial.payment.gateway.stripe;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.Currency;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;
import java.util.stream.Stream;

import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import com.google.gson.JsonObject;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.slf4j.LoggerFactory;

import dev.perennial.payment.gateway.ChargeOutcome;
import dev.perennial.payment.gateway.ChargeOutcome.DeclineKind;
import dev.perennial.payment.gateway.ChargeOutcome.Declined;
import dev.perennial.payment.gateway.ChargeOutcome.NotCharged;
import dev.perennial.payment.gateway.ChargeOutcome.Processing;
import dev.perennial.payment.gateway.ChargeOutcome.RequiresAction;
import dev.perennial.payment.gateway.ChargeOutcome.Succeeded;
import dev.perennial.payment.gateway.ChargeOutcome.Unknown;
import dev.perennial.payment.gateway.ChargeRequest;
import dev.perennial.payment.gateway.stripe.FakeStripe.Route;
import dev.perennial.shared.money.Money;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Goal: whatever Stripe or the network does, an attempt ends in the right outcome, and the book never holds two
 * charges. Method: a Stripe on 127.0.0.1 that misbehaves on demand and keeps its own book.
 */
@Timeout(30)
class StripeGatewayTests {
    private static final Instant START = Instant.parse("2026-03-01T12:00:00Z");
    private static final UUID PAYMENT = UUID.fromString("00000000-0000-7000-8000-000000000004");

    private static final URI RETURN_URL = URI.create("https://shop.example/paid");

    private final MovingClock clock = new MovingClock();
    private final FakeStripe stripe = FakeStripe.start(clock);
    private final StripeGateway gateway = gateway(stripe.url());
    private final ListAppender<ILoggingEvent> logged = new ListAppender<>();

    @BeforeEach
    void listen() {
        logged.start();
        rootLogger().addAppender(logged);
    }

    @AfterEach
    void stop() {
        rootLogger().detachAppender(logged);
        stripe.close();
        gateway.close();
    }

    static Stream<Arguments> faults() {
        return Stream.of(
                row("success", Fault.success(), Succeeded.class, Succeeded.class, 1),
                row("decline", Fault.decline("insufficient_funds"), Declined.class, Declined.class, 0),
                row("402 needs action", Fault.authenticationRequired(), RequiresAction.class, RequiresAction.class, 0),
                row(
                        "200 needs action",
                        Fault.requiresAction("https://x/3ds"),
                        RequiresAction.class,
                        RequiresAction.class,
                        0),
                row("processing", Fault.processing(), Processing.class, Processing.class, 0),
                row("400 kept", Fault.invalidRequest("resource_missing"), Declined.class, Declined.class, 0),
                row("401", Fault.unauthorized(), NotCharged.class, Succeeded.class, 1),
                row("403", Fault.turnedAway(403, ""), NotCharged.class, Succeeded.class, 1),
                row("409", Fault.conflict(), Unknown.class, Succeeded.class, 1),
                row("429", Fault.rateLimited(), NotCharged.class, Succeeded.class, 1),
                row("503", Fault.turnedAway(503, ""), Unknown.class, Succeeded.class, 1),
                row("500 uncharged", Fault.serverErrorBefore(), Unknown.class, Unknown.class, 0),
                row("500 charged", Fault.serverErrorAfter(), Unknown.class, Succeeded.class, 1),
                row("time-out uncharged", Fault.timeoutBefore(), Unknown.class, Succeeded.class, 1),
                row("time-out charged", Fault.timeoutAfter(), Unknown.class, Succeeded.class, 1),
                row("closed uncharged", Fault.closedBefore(), Unknown.class, Succeeded.class, 1),
                row("closed charged", Fault.closedAfter(), Unknown.class, Succeeded.class, 1),
                row("garbage", Fault.garbage(), Unknown.class, Succeeded.class, 1),
                row("garbage array", Fault.garbage("[]"), Unknown.class, Succeeded.class, 1),
                row("garbage null", Fault.garbage("null"), Unknown.class, Succeeded.class, 1),
                row("garbage string", Fault.garbage("\"x\""), Unknown.class, Succeeded.class, 1),
                row("empty object", Fault.garbage("{}"), Unknown.class, Succeeded.class, 1),
                row("empty body", Fault.garbage(""), Unknown.class, Succeeded.class, 1));
    }

    private static Arguments row(
            String name,
            Fault fault,
            Class<? extends ChargeOutcome> charged,
            Class<? extends ChargeOutcome> lookedUp,
            int charges) {
        return Arguments.of(name, fault, charged, lookedUp, charges);
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("faults")
    void settlesEveryFaultWithAtMostOneCharge(
            String name,
            Fault fault,
            Class<? extends ChargeOutcome> charged,
            Class<? extends ChargeOutcome> lookedUp,
            int charges) {
        var request = request();
        stripe.next(fault);

        assertThat(gateway.charge(request)).as(name).isInstanceOf(charged);
        assertThat(stripe.arrivals(Route.CHARGE)).as("sent once").hasSize(1);
        assertThat(gateway.lookUp(request)).as(name).isInstanceOf(lookedUp);
        assertThat(gateway.lookUp(request)).as("looked up again").isInstanceOf(lookedUp);
        assertThat(gateway.charge(request)).as("charged again").isInstanceOfAny(lookedUp, Unknown.class);
        assertThat(stripe.charges()).hasSize(charges);
        assertThat(logged.list)
                .as("logs")
                .noneMatch(event -> event.getFormattedMessage().contains("4242"))
                .noneMatch(event -> event.getFormattedMessage().contains(FakeStripe.SECRET_KEY));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("faults")
    void settlesEveryFaultAfterTheKeyIsForgotten(
            String name,
            Fault fault,
            Class<? extends ChargeOutcome> charged,
            Class<? extends ChargeOutcome> lookedUp,
            int charges) {
        var request = request();
        stripe.next(fault);
        gateway.charge(request);
        int before = stripe.charges().size();
        clock.advance(Duration.ofHours(25));

        var outcome = gateway.lookUp(request);

        assertThat(stripe.arrivals(Route.CHARGE)).as("never sent again").hasSize(1);
        assertThat(stripe.charges()).hasSize(before);
        if (before == 1) {
            assertThat(outcome).as(name).isInstanceOf(Succeeded.class);
        } else {
            assertThat(outcome)
                    .as(name)
                    .isInstanceOfAny(charged, NotCharged.class)
                    .isNotInstanceOf(Unknown.class);
        }
    }

    @Test
    void sendsWhatStripeNeedsUnderOurKey() {
        var request = request();

        assertThat(gateway.charge(request))
                .isEqualTo(new Succeeded(stripe.charges().getFirst().paymentIntentId()));

        var sent = stripe.arrivals(Route.CHARGE).getFirst();
        assertThat(sent.idempotencyKey()).isEqualTo("key-1");
        assertThat(sent.params())
                .containsEntry("amount", "1999")
                .containsEntry("currency", "eur")
                .containsEntry("customer", request.gatewayCustomerId())
                .containsEntry("payment_method", request.gatewayPaymentMethodId())
                .containsEntry("confirm", "true")
                .containsEntry("off_session", "true")
                .containsEntry("description", "INV-1 für Zoë & Co")
                .containsEntry("metadata[perennial_payment_id]", PAYMENT.toString())
                .containsEntry(
                        "metadata[perennial_invoice_id]", request.invoiceId().toString())
                .containsEntry(
                        "metadata[perennial_tenant_id]", request.tenantId().toString())
                .containsEntry(
                        "metadata[perennial_account_id]", request.accountId().toString());
    }

    @ParameterizedTest
    @CsvSource(textBlock = """
            insufficient_funds,          SOFT
            do_not_honor,                SOFT
            processing_error,            SOFT
            duplicate_transaction,       SOFT
            never_heard_of_it,           SOFT
            expired_card,                HARD
            incorrect_cvc,               HARD
            pickup_card,                 HARD
            revocation_of_authorization, HARD
            transaction_not_allowed,     HARD
            """)
    void tellsPassingDeclinesFromFinalOnes(String declineCode, DeclineKind kind) {
        stripe.next(Fault.decline(declineCode));

        assertThat(gateway.charge(request())).isInstanceOfSatisfying(Declined.class, declined -> {
            assertThat(declined.code()).isEqualTo(declineCode);
            assertThat(declined.kind()).isEqualTo(kind);
            assertThat(declined.message()).isEqualTo("Your card says no: " + declineCode + ".");
            assertThat(declined.gatewayPaymentId()).startsWith("pi_");
        });
    }

    @ParameterizedTest
    @ValueSource(strings = {"fraudulent", "lost_card", "stolen_card", "merchant_blacklist"})
    void neverShowsReasonsThatMustBeKept(String declineCode) {
        stripe.next(Fault.decline(declineCode));
        var request = request();

        var declined = gateway.charge(request);

        assertThat(declined).isInstanceOfSatisfying(Declined.class, outcome -> {
            assertThat(outcome.code()).isEqualTo("card_declined");
            assertThat(outcome.message()).isEqualTo("The payment method was declined.");
            assertThat(outcome.kind()).isEqualTo(DeclineKind.HARD);
        });
        clock.advance(Duration.ofHours(25));
        assertThat(gateway.lookUp(request)).as("found by search").isEqualTo(declined);
    }

    @Test
    void keepsDeveloperMessagesFromThePayer() {
        stripe.next(Fault.invalidRequest("resource_missing"));

        assertThat(gateway.charge(request())).isInstanceOfSatisfying(Declined.class, declined -> {
            assertThat(declined.code()).isEqualTo("resource_missing");
            assertThat(declined.kind()).isEqualTo(DeclineKind.HARD);
            assertThat(declined.message()).doesNotContain("pm_internal");
        });
    }

    @Test
    void doesNotBlameTheCustomerForRefusalsThatBlameUs() {
        stripe.next(Fault.turnedAway(400, ""), Fault.turnedAway(400, "account_invalid"), Fault.turnedAway(404, ""));

        for (int i = 0; i < 3; i++) {
            assertThat(gateway.charge(request())).isInstanceOf(NotCharged.class);
        }
    }

    @Test
    void passesOnlySafeRedirects() {
        stripe.next(Fault.requiresAction("https://hooks.stripe.com/3ds"));
        assertThat(gateway.charge(request()))
                .isInstanceOfSatisfying(
                        RequiresAction.class,
                        outcome -> assertThat(outcome.actionUrl()).isEqualTo("https://hooks.stripe.com/3ds"));

        stripe.next(Fault.requiresAction("javascript:alert(1)"));
        assertThat(gateway.charge(request("key-2")))
                .isInstanceOfSatisfying(
                        RequiresAction.class,
                        outcome -> assertThat(outcome.actionUrl()).isNull());
    }

    static Stream<Arguments> tamperings() {
        return Stream.of(
                tampering("amount", body -> body.addProperty("amount", 1998)),
                tampering("received", body -> body.addProperty("amount_received", 1)),
                tampering("currency", body -> body.addProperty("currency", "usd")),
                tampering("livemode", body -> body.addProperty("livemode", true)),
                tampering("no livemode", body -> body.remove("livemode")),
                tampering("no id", body -> body.remove("id")),
                tampering("no metadata", body -> body.remove("metadata")),
                tampering(
                        "metadata",
                        body -> body.getAsJsonObject("metadata")
                                .addProperty("perennial_payment_id", "00000000-0000-7000-8000-000000000009")),
                tampering("new status", body -> body.addProperty("status", "half_succeeded")));
    }

    private static Arguments tampering(String name, Consumer<JsonObject> tampering) {
        return Arguments.of(name, tampering);
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("tamperings")
    void neverTakesAnAnswerThatDoesNotMatchForPaid(String name, Consumer<JsonObject> tampering) {
        var request = request();
        stripe.next(Fault.success().tamperedBy(tampering));

        assertThat(gateway.charge(request)).as(name).isInstanceOf(Unknown.class);
        assertThat(gateway.lookUp(request)).as(name).isInstanceOf(Succeeded.class);
        assertThat(stripe.charges()).hasSize(1);
    }

    @Test
    void doesNotBelieveADeclineWhoseIntentSucceeded() {
        stripe.next(Fault.decline("do_not_honor")
                .tamperedBy(body -> body.getAsJsonObject("error")
                        .getAsJsonObject("payment_intent")
                        .addProperty("status", "succeeded")));

        assertThat(gateway.charge(request())).isInstanceOf(Unknown.class);
    }

    @Test
    void followsAnIntentThatWaitsForTheCustomer() {
        stripe.next(Fault.requiresAction("https://hooks.stripe.com/3ds"));
        var request = request();
        var waiting = (RequiresAction) gateway.charge(request);
        var known = withGatewayPaymentId(request, waiting.gatewayPaymentId());
        assertThat(gateway.lookUp(known)).isEqualTo(waiting);

        stripe.complete(waiting.gatewayPaymentId());

        assertThat(gateway.lookUp(known)).isEqualTo(new Succeeded(waiting.gatewayPaymentId()));
        assertThat(gateway.lookUp(request))
                .as("a replay alone would say what was true then")
                .isEqualTo(new Succeeded(waiting.gatewayPaymentId()));
        assertThat(stripe.charges()).hasSize(1);
    }

    @Test
    void followsAnAsynchronousPaymentToItsFailure() {
        stripe.next(Fault.processing());
        var request = request();
        var processing = (Processing) gateway.charge(request);

        stripe.fail(processing.gatewayPaymentId(), "insufficient_funds");
        clock.advance(Duration.ofDays(4));

        assertThat(gateway.lookUp(withGatewayPaymentId(request, processing.gatewayPaymentId())))
                .isInstanceOfSatisfying(
                        Declined.class, declined -> assertThat(declined.code()).isEqualTo("insufficient_funds"));
        assertThat(stripe.arrivals(Route.CHARGE)).hasSize(1);
    }

    @Test
    void treatsRefusalOfARepeatAsNoProof() {
        var request = request();
        stripe.next(Fault.timeoutAfter());
        assertThat(gateway.charge(request)).isInstanceOf(Unknown.class);
        stripe.searchLags(Duration.ofMinutes(1));

        for (var fault : List.of(
                Fault.rateLimited(),
                Fault.unauthorized(),
                Fault.turnedAway(400, "parameter_unknown"),
                Fault.turnedAway(404, ""))) {
            stripe.next(fault);
            stripe.next(Route.SEARCH, Fault.turnedAway(503, ""));
            assertThat(gateway.lookUp(request)).isInstanceOf(Unknown.class);
        }

        assertThat(gateway.lookUp(request)).isInstanceOf(Succeeded.class);
        assertThat(stripe.charges()).hasSize(1);
    }

    @Test
    void findsByListingWhatSearchDoesNotShowYet() {
        var request = request();
        stripe.next(Fault.serverErrorAfter());
        gateway.charge(request);
        stripe.searchLags(Duration.ofHours(1));

        assertThat(gateway.lookUp(request)).isInstanceOf(Succeeded.class);

        assertThat(stripe.arrivals(Route.SEARCH)).hasSize(1);
        assertThat(stripe.arrivals(Route.LIST)).hasSize(1);
    }

    @Test
    void takesAbsenceForProofOnlyWhenTheKeyIsADayOld() {
        var request = request();
        stripe.next(Fault.serverErrorBefore());
        gateway.charge(request);

        clock.advance(Duration.ofHours(23).minusSeconds(1));
        assertThat(gateway.lookUp(request)).isInstanceOf(Unknown.class);
        assertThat(stripe.arrivals(Route.CHARGE))
                .as("sent again below 23 hours")
                .hasSize(2);

        clock.advance(Duration.ofSeconds(1));
        assertThat(gateway.lookUp(request)).isInstanceOf(Unknown.class);
        assertThat(gateway.charge(request)).isInstanceOf(Unknown.class);
        clock.advance(Duration.ofHours(1).minusSeconds(1));
        assertThat(gateway.lookUp(request)).isInstanceOf(Unknown.class);

        clock.advance(Duration.ofSeconds(1));
        assertThat(gateway.lookUp(request)).isInstanceOf(NotCharged.class);
        assertThat(stripe.arrivals(Route.CHARGE))
                .as("not sent from 23 hours on")
                .hasSize(2);
    }

    @ParameterizedTest
    @ValueSource(strings = {"SEARCH", "LIST"})
    void doesNotTakeAFailedSearchForAbsence(Route route) {
        var request = request();
        stripe.next(Fault.timeoutBefore());
        gateway.charge(request);
        clock.advance(Duration.ofHours(30));

        for (var fault : List.of(
                Fault.turnedAway(429, "rate_limit"),
                Fault.turnedAway(500, ""),
                Fault.closedBefore(),
                Fault.garbage("{}"),
                Fault.garbage("null"))) {
            // A GET may be repeated by the HTTP client when its connection closes, so each fault comes twice.
            stripe.next(route, fault, fault);
            assertThat(gateway.lookUp(request)).as(fault.toString()).isInstanceOf(Unknown.class);
            gateway.lookUp(request);
        }
    }

    @Test
    void reportsAConflictWhileTheFirstRequestIsInExecution() throws Exception {
        var request = request();
        stripe.next(Fault.held());
        var slow = new StripeGateway(
                new StripeProperties(
                        FakeStripe.SECRET_KEY,
                        List.of(),
                        stripe.url(),
                        null,
                        Duration.ofSeconds(5),
                        Duration.ofSeconds(20),
                        1_000),
                clock);
        var first = CompletableFuture.supplyAsync(() -> slow.charge(request));
        while (stripe.arrivals(Route.CHARGE).isEmpty()) {
            Thread.sleep(5);
        }

        assertThat(gateway.charge(request)).isInstanceOf(Unknown.class);
        stripe.release();

        assertThat(first.get()).isInstanceOf(Succeeded.class);
        assertThat(gateway.lookUp(request)).isEqualTo(first.get());
        assertThat(stripe.charges()).hasSize(1);
        slow.close();
    }

    @Test
    void treatsAReusedKeyWithOtherParametersAsUnknown() {
        var request = request();
        gateway.charge(request);

        assertThat(gateway.charge(request(UUID.randomUUID(), "key-1", money("EUR", 2000), payer(request))))
                .isInstanceOf(Unknown.class);
        assertThat(stripe.charges()).hasSize(1);
    }

    @Test
    void doesNotSendAgainOnStripesSuggestion() {
        stripe.next(
                Fault.conflict().shouldRetry(true), Fault.serverErrorBefore().shouldRetry(true));

        assertThat(gateway.charge(request("key-1"))).isInstanceOf(Unknown.class);
        assertThat(gateway.charge(request("key-2"))).isInstanceOf(Unknown.class);

        assertThat(stripe.arrivals(Route.CHARGE)).hasSize(2);
    }

    @Test
    void doesNotTakeARefusalForFinalWhenStripeSuggestsToRetry() {
        stripe.next(Fault.turnedAway(400, "resource_missing").shouldRetry(true));
        var request = request();

        assertThat(gateway.charge(request)).isInstanceOf(Unknown.class);
        assertThat(gateway.lookUp(request)).isInstanceOf(Succeeded.class);
    }

    @Test
    void knowsThatNothingWasSentWhenNobodyListens() throws IOException {
        URI nobody;
        try (var socket = new ServerSocket(0, 1, InetAddress.ofLiteral("127.0.0.1"))) {
            nobody = URI.create("http://127.0.0.1:" + socket.getLocalPort());
        }
        var lonely = gateway(nobody);

        assertThat(lonely.charge(request())).isInstanceOf(NotCharged.class);
        assertThat(lonely.lookUp(request())).as("a repeat proves nothing").isInstanceOf(Unknown.class);
        lonely.close();
    }

    @Test
    void neverSendsAnAmountStripeCannotCharge() {
        var request = request(PAYMENT, "key-1", money("KWD", 1234), stripe.payer());

        assertThat(gateway.charge(request))
                .isInstanceOfSatisfying(
                        Declined.class, declined -> assertThat(declined.code()).isEqualTo("amount_not_chargeable"));
        assertThat(gateway.lookUp(request)).isInstanceOf(NotCharged.class);
        assertThat(stripe.arrivals()).isEmpty();
    }

    @Test
    void sendsAmountsInStripesUnits() {
        gateway.charge(request(PAYMENT, "key-1", money("ISK", 5), stripe.payer()));

        assertThat(stripe.charges()).singleElement().satisfies(charge -> {
            assertThat(charge.amount()).isEqualTo(500);
            assertThat(charge.currency()).isEqualTo("isk");
        });
    }

    private ChargeRequest request() {
        return request("key-1");
    }

    private ChargeRequest request(String key) {
        return request(PAYMENT, key, money("EUR", 1999), stripe.payer());
    }

    private ChargeRequest request(UUID paymentId, String key, Money amount, FakeStripe.Payer payer) {
        return new ChargeRequest(
                UUID.fromString("00000000-0000-7000-8000-000000000001"),
                UUID.fromString("00000000-0000-7000-8000-000000000002"),
                UUID.fromString("00000000-0000-7000-8000-000000000003"),
                paymentId,
                key,
                amount,
                payer.customerId(),
                payer.paymentMethodId(),
                null,
                clock.instant(),
                "INV-1 für Zoë & Co");
    }

    private static FakeStripe.Payer payer(ChargeRequest request) {
        return new FakeStripe.Payer(request.gatewayCustomerId(), request.gatewayPaymentMethodId());
    }

    private static ChargeRequest withGatewayPaymentId(ChargeRequest request, @Nullable String id) {
        return new ChargeRequest(
                request.tenantId(),
                request.accountId(),
                request.invoiceId(),
                request.paymentId(),
                request.idempotencyKey(),
                request.amount(),
                request.gatewayCustomerId(),
                request.gatewayPaymentMethodId(),
                id,
                request.createdAt(),
                request.description());
    }

    private static Money money(String currency, long minor) {
        return new Money(minor, Currency.getInstance(currency));
    }

    private StripeGateway gateway(URI url) {
        return new StripeGateway(
                new StripeProperties(
                        FakeStripe.SECRET_KEY,
                        List.of(),
                        url,
                        RETURN_URL,
                        Duration.ofMillis(500),
                        Duration.ofMillis(500),
                        1_000),
                clock);
    }

    private static Logger rootLogger() {
        return (Logger) LoggerFactory.getLogger(org.slf4j.Logger.ROOT_LOGGER_NAME);
    }

    /** A clock that moves when told to. */
    private static final class MovingClock extends Clock {
        private volatile Instant now = START;

        void advance(Duration duration) {
            now = now.plus(duration);
        }

        @Override
        public Instant instant() {
            return now;
        }

        @Override
        public ZoneId getZone() {
            return ZoneOffset.UTC;
        }

        @Override
        public Clock withZone(ZoneId zone) {
            return this;
        }
    }
}
