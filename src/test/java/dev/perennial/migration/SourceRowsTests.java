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
import dev.perennial.migration.row.PaymentRow;
import dev.perennial.migration.row.PlanRow;
import dev.perennial.migration.row.SubscriptionRow;
import dev.perennial.migration.row.UsageRow;

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
    @CsvSource({"STRIPE_BILLING, stripe", "LAGO, lago", "KILL_BILL, killbill"})
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

    @Test
    void killBillsPartsOfACentAreRefused() {
        var plan = sample("killbill", ImportEntity.PLANS);
        plan.put("amount", new BigDecimal("29.955"));

        assertThat(stage(SourceSystem.KILL_BILL, ImportEntity.PLANS, plan).errors())
                .extracting("field")
                .containsExactly("amount");
    }
}
