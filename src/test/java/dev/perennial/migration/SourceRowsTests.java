package dev.perennial.migration;

import java.io.IOException;
import java.math.BigDecimal;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;

import jakarta.validation.Validation;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tools.jackson.core.type.TypeReference;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.PropertyNamingStrategies;
import tools.jackson.databind.json.JsonMapper;

import dev.perennial.migration.domain.ImportEntity;
import dev.perennial.migration.domain.SourceSystem;
import dev.perennial.migration.row.AccountRow;
import dev.perennial.migration.row.CreditRow;
import dev.perennial.migration.row.InvoiceRow;
import dev.perennial.migration.row.LegacyInvoiceStatus;
import dev.perennial.migration.row.LegacyPaymentStatus;
import dev.perennial.migration.row.PaymentRow;
import dev.perennial.migration.row.PlanRow;
import dev.perennial.migration.row.SubscriptionRow;
import dev.perennial.migration.row.UsageRow;
import dev.perennial.plan.pricing.Aggregation;
import dev.perennial.shared.billing.CollectionMethod;
import dev.perennial.subscription.domain.SubscriptionStatus;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

/** Objects as the three systems' own documentation shows them become rows that can be imported. */
class SourceRowsTests {
    private static final JsonMapper JSON = JsonMapper.builder()
            .propertyNamingStrategy(PropertyNamingStrategies.SNAKE_CASE)
            .enable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
            .enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS)
            .build();
    private final RowReader reader =
            new RowReader(JSON, Validation.buildDefaultValidatorFactory().getValidator());

    private static Map<String, Object> sample(String file, ImportEntity entity) {
        try (var stream = SourceRowsTests.class.getResourceAsStream("/migration/" + file + ".json")) {
            var all = JSON.readValue(
                    Objects.requireNonNull(stream), new TypeReference<Map<String, Map<String, Object>>>() {});
            return new LinkedHashMap<>(Objects.requireNonNull(all.get(entity.name())));
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }

    private StagedRow stage(SourceSystem source, ImportEntity entity, Map<String, Object> fields) {
        return reader.stage(1, source, entity, fields, RowReader.Notation.JSON);
    }

    private <T> T row(Class<T> type, SourceSystem source, String file, ImportEntity entity) {
        var staged = stage(source, entity, sample(file, entity));
        assertThat(staged.errors()).isEmpty();
        return type.cast(Objects.requireNonNull(staged.row()));
    }

    @ParameterizedTest
    @CsvSource({
        "STRIPE_BILLING, stripe, ACCOUNTS",
        "STRIPE_BILLING, stripe, PAYMENT_METHODS",
        "STRIPE_BILLING, stripe, PLANS",
        "STRIPE_BILLING, stripe, SUBSCRIPTIONS",
        "STRIPE_BILLING, stripe, INVOICES",
        "STRIPE_BILLING, stripe, PAYMENTS",
        "STRIPE_BILLING, stripe, CREDITS",
        "STRIPE_BILLING, stripe-2023, ACCOUNTS",
        "STRIPE_BILLING, stripe-2023, PAYMENT_METHODS",
        "STRIPE_BILLING, stripe-2023, PLANS",
        "STRIPE_BILLING, stripe-2023, SUBSCRIPTIONS",
        "STRIPE_BILLING, stripe-2023, INVOICES",
        "STRIPE_BILLING, stripe-2023, PAYMENTS",
        "STRIPE_BILLING, stripe-2023, CREDITS",
        "LAGO, lago, ACCOUNTS",
        "LAGO, lago, PLANS",
        "LAGO, lago, SUBSCRIPTIONS",
        "LAGO, lago, INVOICES",
        "LAGO, lago, PAYMENTS",
        "LAGO, lago, CREDITS",
        "LAGO, lago, USAGE",
        "KILL_BILL, killbill, ACCOUNTS",
        "KILL_BILL, killbill, PLANS",
        "KILL_BILL, killbill, SUBSCRIPTIONS",
        "KILL_BILL, killbill, INVOICES",
        "KILL_BILL, killbill, PAYMENTS",
        "KILL_BILL, killbill, CREDITS"
    })
    void readsWhatIsExported(SourceSystem source, String file, ImportEntity entity) {
        var staged = stage(source, entity, sample(file, entity));

        assertThat(staged.errors()).isEmpty();
        assertThat(staged.externalId()).isNotBlank();
    }

    @ParameterizedTest
    @CsvSource({"STRIPE_BILLING, stripe", "STRIPE_BILLING, stripe-2023", "LAGO, lago", "KILL_BILL, killbill"})
    void invoicesAddUp(SourceSystem source, String file) {
        assertThat(InvoiceRules.errors(row(InvoiceRow.class, source, file, ImportEntity.INVOICES)))
                .isEmpty();
    }

    @Test
    void stripesTimesAreSecondsAndItsPeriodsMayStandOnItems() {
        var subscription =
                row(SubscriptionRow.class, SourceSystem.STRIPE_BILLING, "stripe", ImportEntity.SUBSCRIPTIONS);

        assertThat(subscription.currentPeriodEnd()).isEqualTo("2026-03-30T21:13:05Z");
        assertThat(subscription.billingAnchor()).isEqualTo("2026-01-30");
        assertThat(subscription.planExternalId()).isEqualTo("price_1MoBy5");
        assertThat(subscription.quantity()).isEqualTo(3);
    }

    /** In API versions of before March 2025 they stood elsewhere. */
    @Test
    void stripesPeriodsAndEndsMayStandOnTheSubscription() {
        var subscription =
                row(SubscriptionRow.class, SourceSystem.STRIPE_BILLING, "stripe-2023", ImportEntity.SUBSCRIPTIONS);

        assertThat(subscription.currentPeriodEnd()).isEqualTo("2026-03-30T21:13:05Z");
        assertThat(subscription.cancelAtPeriodEnd())
                .as("the day on which it ends")
                .isTrue();
        assertThat(subscription.collection()).isEqualTo(CollectionMethod.SEND_INVOICE);
        assertThat(subscription.netTermsDays()).isEqualTo(14);
    }

    @ParameterizedTest
    @CsvSource({"cancel_at, 1774905186", "schedule, sub_sched_1", "pause_collection, void"})
    void whatStripeWouldDoLaterAndWeWouldNotIsNamed(String field, String value) {
        var subscription = sample("stripe", ImportEntity.SUBSCRIPTIONS);
        subscription.put(field, value.matches("[0-9]+") ? Integer.valueOf(value) : value);

        assertThat(stage(SourceSystem.STRIPE_BILLING, ImportEntity.SUBSCRIPTIONS, subscription)
                        .errors())
                .extracting("field", "code")
                .containsExactly(tuple(field, "not_supported"));
    }

    @Test
    void stripesInvoicesBillTheirLinesAndWhatComesOnTop() {
        var now = row(InvoiceRow.class, SourceSystem.STRIPE_BILLING, "stripe", ImportEntity.INVOICES);
        var before = row(InvoiceRow.class, SourceSystem.STRIPE_BILLING, "stripe-2023", ImportEntity.INVOICES);

        assertThat(now.subscriptionExternalId()).isEqualTo("sub_1MowQV");
        assertThat(now.periodStart()).as("of the line that is no proration").isEqualTo("2026-02-27T22:13:05Z");
        assertThat(now.tax()).isEqualTo(513);
        assertThat(before.subscriptionExternalId()).isEqualTo("sub_old");
        assertThat(before.tax()).as("prices hold it").isZero();
        assertThat(before.total()).isEqualTo(1190);
    }

    /** Discounts of an item are taken off Stripe's subtotal, and are among all discounts. */
    @Test
    void stripesDiscountsOfItemsCountOnce() {
        var invoice = sample("stripe", ImportEntity.INVOICES);
        invoice.put("subtotal", 3200);

        var staged = stage(SourceSystem.STRIPE_BILLING, ImportEntity.INVOICES, invoice);

        assertThat(InvoiceRules.errors((InvoiceRow) Objects.requireNonNull(staged.row())))
                .isEmpty();
    }

    @Test
    void stripesFirstLinesAreNotAllOfThem() {
        var invoice = sample("stripe", ImportEntity.INVOICES);
        invoice.put("lines", Map.of("data", List.of(), "has_more", true));

        assertThat(stage(SourceSystem.STRIPE_BILLING, ImportEntity.INVOICES, invoice)
                        .errors())
                .extracting("field", "code")
                .containsExactly(tuple("lines", "not_supported"));
    }

    @Test
    void stripesPaymentsNameTheirInvoiceAsTheApiOfTheirDayDoes() {
        var now = row(PaymentRow.class, SourceSystem.STRIPE_BILLING, "stripe", ImportEntity.PAYMENTS);
        var before = row(PaymentRow.class, SourceSystem.STRIPE_BILLING, "stripe-2023", ImportEntity.PAYMENTS);
        var charge = sample("stripe-2023", ImportEntity.PAYMENTS);
        charge.remove("invoice");

        assertThat(now.invoiceExternalId()).isEqualTo("in_1MtHbE");
        assertThat(now.refunded()).isEqualTo(213);
        assertThat(now.method()).isEqualTo("card");
        assertThat(before.status()).isEqualTo(LegacyPaymentStatus.FAILED);
        assertThat(stage(SourceSystem.STRIPE_BILLING, ImportEntity.PAYMENTS, charge)
                        .errors())
                .extracting("field", "code")
                .containsExactly(tuple("invoice", "not_supported"));
    }

    @Test
    void stripesPricesKeepTheirCurrenciesTiersAndAggregation() {
        var now = row(PlanRow.class, SourceSystem.STRIPE_BILLING, "stripe", ImportEntity.PLANS)
                .plan();
        var before = row(PlanRow.class, SourceSystem.STRIPE_BILLING, "stripe-2023", ImportEntity.PLANS)
                .plan();

        assertThat(now.charges().getFirst().prices()).extracting("currency").containsExactly("EUR", "USD");
        var metered = before.charges().getFirst();
        assertThat(metered.aggregation()).isEqualTo(Aggregation.MAX);
        var tiers = Objects.requireNonNull(metered.prices().getFirst().tiers());
        assertThat(tiers.getLast().flatAmount()).isEqualTo(500);
        assertThat(tiers.getLast().unitAmount()).isEqualByComparingTo("0.5");
        var chosen = sample("stripe", ImportEntity.PLANS);
        chosen.put("custom_unit_amount", Map.of("preset", 500));
        assertThat(stage(SourceSystem.STRIPE_BILLING, ImportEntity.PLANS, chosen)
                        .errors())
                .extracting("field")
                .containsExactly("custom_unit_amount");
    }

    @Test
    void whatStripeOwesIsANegativeBalance() {
        assertThat(row(CreditRow.class, SourceSystem.STRIPE_BILLING, "stripe", ImportEntity.CREDITS)
                        .amount())
                .isEqualTo(1500);
        var nothing = sample("stripe", ImportEntity.CREDITS);
        nothing.put("balance", 0);

        assertThat(stage(SourceSystem.STRIPE_BILLING, ImportEntity.CREDITS, nothing)
                        .errors())
                .extracting("field", "code")
                .containsExactly(tuple("balance", "not_supported"));
    }

    @Test
    void stripeSubscriptionsOfSeveralItemsAreNamed() {
        var bundle = sample("stripe", ImportEntity.SUBSCRIPTIONS);
        bundle.put("items", Map.of("data", List.of(Map.of("id", "si_1"), Map.of("id", "si_2"))));

        var staged = stage(SourceSystem.STRIPE_BILLING, ImportEntity.SUBSCRIPTIONS, bundle);

        assertThat(staged.externalId()).isEqualTo("sub_1MowQV");
        assertThat(staged.errors()).extracting("field").containsExactly("items");
    }

    @Test
    void lagosLastSecondOfAPeriodIsItsEnd() {
        var subscription = row(SubscriptionRow.class, SourceSystem.LAGO, "lago", ImportEntity.SUBSCRIPTIONS);

        assertThat(subscription.currentPeriodEnd()).isEqualTo("2026-04-01T04:00:00Z");
        assertThat(subscription.billingAnchor()).as("calendar months").isEqualTo("2020-01-01");
    }

    @Test
    void lagosTrialEndsSoManyDaysAfterTheStart() {
        var subscription = sample("lago", ImportEntity.SUBSCRIPTIONS);
        subscription.put("plan", Map.of("code", "startup", "interval", "monthly", "trial_period", 14.0));
        subscription.put("current_billing_period_started_at", "2025-08-08T04:00:00Z");

        var row = (SubscriptionRow)
                Objects.requireNonNull(stage(SourceSystem.LAGO, ImportEntity.SUBSCRIPTIONS, subscription)
                        .row());

        assertThat(row.status()).isEqualTo(SubscriptionStatus.TRIALING);
        assertThat(row.trialEnd()).isEqualTo("2025-08-22T04:00:00Z");
        subscription.put("trial_ended_at", "2025-08-22T04:00:00Z");
        assertThat(((SubscriptionRow) Objects.requireNonNull(
                                stage(SourceSystem.LAGO, ImportEntity.SUBSCRIPTIONS, subscription)
                                        .row()))
                        .status())
                .isEqualTo(SubscriptionStatus.ACTIVE);
    }

    @Test
    void lagosEndOfASubscriptionIsThatOfItsPeriodOrNamed() {
        var subscription = sample("lago", ImportEntity.SUBSCRIPTIONS);
        subscription.put("ending_at", "2026-04-01T03:59:59Z");
        var ends = (SubscriptionRow)
                Objects.requireNonNull(stage(SourceSystem.LAGO, ImportEntity.SUBSCRIPTIONS, subscription)
                        .row());
        subscription.put("ending_at", "2026-12-31T22:59:59Z");

        assertThat(ends.cancelAtPeriodEnd()).isTrue();
        assertThat(stage(SourceSystem.LAGO, ImportEntity.SUBSCRIPTIONS, subscription)
                        .errors())
                .extracting("field", "code")
                .containsExactly(tuple("ending_at", "not_supported"));
    }

    @ParameterizedTest
    @CsvSource({"pay_in_advance, true", "prorated, true", "applied_pricing_unit, tokens"})
    void lagosChargesThatAreBilledOtherwiseAreNamed(String field, String value) {
        var plan = sample("lago", ImportEntity.PLANS);
        plan.put(
                "charges",
                List.of(Map.of(
                        "billable_metric_code",
                        "requests",
                        "charge_model",
                        "standard",
                        field,
                        value.equals("true") ? true : value)));

        assertThat(stage(SourceSystem.LAGO, ImportEntity.PLANS, plan).errors())
                .extracting("field", "code")
                .containsExactly(tuple("charges." + field, "not_supported"));
    }

    @Test
    void lagosLeastAmountsAndMetricsComeAlong() {
        var plan = row(PlanRow.class, SourceSystem.LAGO, "lago", ImportEntity.PLANS)
                .plan();

        assertThat(plan.minimumCommitments()).extracting("amount").containsExactly(20_000L);
        assertThat(plan.charges().get(1).minimumCommitments())
                .extracting("amount")
                .containsExactly(500L);
        assertThat(plan.charges().get(1).aggregation()).isEqualTo(Aggregation.COUNT);
    }

    @Test
    void lagosInvoicesMayBePaidInPart() {
        var invoice = sample("lago", ImportEntity.INVOICES);
        invoice.put("payment_status", "pending");
        invoice.put("total_paid_amount_cents", 4000);
        invoice.put("total_due_amount_cents", 5000);

        var row = (InvoiceRow) Objects.requireNonNull(
                stage(SourceSystem.LAGO, ImportEntity.INVOICES, invoice).row());

        assertThat(row.status()).isEqualTo(LegacyInvoiceStatus.OPEN);
        assertThat(row.amountPaid()).isEqualTo(4000);
        assertThat(row.amountDue()).isEqualTo(5000);
        assertThat(InvoiceRules.errors(row)).isEmpty();
    }

    @Test
    void lagosPricesAreOfWholeUnits() {
        var plan = row(PlanRow.class, SourceSystem.LAGO, "lago", ImportEntity.PLANS)
                .plan();

        assertThat(plan.charges().getFirst().prices().getFirst().amount()).isEqualTo(10_000);
        var tiers =
                Objects.requireNonNull(plan.charges().get(1).prices().getFirst().tiers());
        var tier = Objects.requireNonNull(tiers.getFirst());
        assertThat(tier.unitAmount()).isEqualByComparingTo("0.5");
        assertThat(tier.flatAmount()).isEqualTo(1_000);
    }

    @Test
    void lagosPrepaidCreditIsNotPaidInMoney() {
        var invoice = row(InvoiceRow.class, SourceSystem.LAGO, "lago", ImportEntity.INVOICES);

        assertThat(invoice.total()).isEqualTo(11_000);
        assertThat(invoice.amountPaid()).isEqualTo(9_000);
        assertThat(invoice.amountDue()).isZero();
        assertThat(invoice.lines()).extracting(InvoiceRow.Line::chargeCode).containsExactly("base", "requests");
    }

    @Test
    void lagosEventsAreStampedInSeconds() {
        var use = row(UsageRow.class, SourceSystem.LAGO, "lago", ImportEntity.USAGE);

        assertThat(use.timestamp()).isEqualTo("2026-03-02T00:00:00Z");
        assertThat(use.quantity()).isEqualByComparingTo("12");
    }

    @Test
    void killBillsAmountsAreOfWholeUnitsAndItsCycleDayIsKept() {
        var subscription = row(SubscriptionRow.class, SourceSystem.KILL_BILL, "killbill", ImportEntity.SUBSCRIPTIONS);
        var invoice = row(InvoiceRow.class, SourceSystem.KILL_BILL, "killbill", ImportEntity.INVOICES);
        var payment = row(PaymentRow.class, SourceSystem.KILL_BILL, "killbill", ImportEntity.PAYMENTS);

        assertThat(subscription.billingAnchor()).isEqualTo("2025-01-31");
        assertThat(invoice.subtotal()).isEqualTo(2995);
        assertThat(invoice.tax()).isEqualTo(240);
        assertThat(payment.amount()).isEqualTo(3235);
        assertThat(row(AccountRow.class, SourceSystem.KILL_BILL, "killbill", ImportEntity.ACCOUNTS)
                        .account()
                        .locale())
                .isEqualTo("en-US");
    }

    /** Before version 0.24 its times were dates. */
    @Test
    void killBillsTimesAreInstantsOrDates() {
        var subscription = sample("killbill", ImportEntity.SUBSCRIPTIONS);
        var now = (SubscriptionRow)
                Objects.requireNonNull(stage(SourceSystem.KILL_BILL, ImportEntity.SUBSCRIPTIONS, subscription)
                        .row());
        subscription.put("startDate", "2025-08-31");
        subscription.put("billingStartDate", "2025-08-31");
        var before = (SubscriptionRow)
                Objects.requireNonNull(stage(SourceSystem.KILL_BILL, ImportEntity.SUBSCRIPTIONS, subscription)
                        .row());

        assertThat(now.startAt()).isEqualTo("2025-08-31T16:00:00Z");
        assertThat(before.startAt()).isEqualTo("2025-08-31T12:00:00Z");
        assertThat(before.billingAnchor()).isEqualTo(now.billingAnchor());
    }

    @Test
    void killBillsTrialEndsWithItsPhase() {
        var subscription = sample("killbill", ImportEntity.SUBSCRIPTIONS);
        subscription.put("phaseType", "TRIAL");
        subscription.remove("chargedThroughDate");
        subscription.put(
                "events",
                List.of(
                        Map.of("eventType", "START_BILLING", "effectiveDate", "2026-03-01T00:00:00.000Z"),
                        Map.of("eventType", "PHASE", "effectiveDate", "2026-03-31T00:00:00.000Z")));

        var row = (SubscriptionRow)
                Objects.requireNonNull(stage(SourceSystem.KILL_BILL, ImportEntity.SUBSCRIPTIONS, subscription)
                        .row());

        assertThat(row.status()).isEqualTo(SubscriptionStatus.TRIALING);
        assertThat(row.trialEnd()).isEqualTo("2026-03-31T00:00:00Z");
    }

    @Test
    void killBillsPartsOfACentAreRefused() {
        var plan = sample("killbill", ImportEntity.PLANS);
        plan.put("amount", new BigDecimal("29.955"));

        assertThat(stage(SourceSystem.KILL_BILL, ImportEntity.PLANS, plan).errors())
                .extracting("field")
                .containsExactly("amount");
    }
}
