package dev.perennial.billing.domain;

import java.math.BigDecimal;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneId;
import java.util.List;
import java.util.Map;
import java.util.UUID;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

import dev.perennial.invoice.domain.BillingReason;
import dev.perennial.invoice.domain.DraftLine;
import dev.perennial.invoice.domain.InvoiceKind;
import dev.perennial.invoice.domain.LineType;
import dev.perennial.plan.PlanTerms;
import dev.perennial.plan.pricing.Charge;
import dev.perennial.plan.pricing.ChargeModel;
import dev.perennial.plan.pricing.ChargeType;
import dev.perennial.plan.pricing.Explanation;
import dev.perennial.plan.pricing.Price;
import dev.perennial.shared.billing.CollectionMethod;
import dev.perennial.shared.time.BillingInterval;
import dev.perennial.shared.time.Granularity;
import dev.perennial.shared.time.IntervalUnit;
import dev.perennial.shared.time.Period;
import dev.perennial.subscription.BillingState;
import dev.perennial.subscription.SubscriptionSnapshot;
import dev.perennial.subscription.domain.SubscriptionStatus;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.groups.Tuple.tuple;

class PeriodInvoiceTests {
    private static final UUID ACCOUNT = new UUID(0, 1);
    private static final UUID SUBSCRIPTION = new UUID(0, 2);
    private static final UUID PLAN = new UUID(0, 3);
    private static final UUID PLAN_VERSION = new UUID(0, 4);
    private static final ZoneId NEW_YORK = ZoneId.of("America/New_York");

    private static final Charge SETUP = flat("setup", ChargeType.ONE_TIME, 5000);
    private static final Charge BASE = flat("base", ChargeType.RECURRING, 3100);
    private static final Charge SEATS = new Charge(
            "seats",
            "Seats",
            ChargeType.RECURRING,
            ChargeModel.PER_UNIT,
            List.of(new Price("USD", null, new BigDecimal("1000"))));

    @Test
    void theFirstInvoiceHasTheOneTimeCharges() {
        var invoice = PeriodInvoice.of(billed(due("2026-01-01", "2026-01-01", 0, null), terms(SETUP, BASE, SEATS)));

        assertThat(invoice.draft().reason()).isEqualTo(BillingReason.SUBSCRIPTION_CREATE);
        assertThat(invoice.draft().lines())
                .extracting(DraftLine::type, DraftLine::chargeCode, DraftLine::description, DraftLine::amount)
                .containsExactly(
                        tuple(LineType.RECURRING, "base", "base", 3100L),
                        tuple(LineType.RECURRING, "seats", "Seats", 3000L),
                        tuple(LineType.ONE_TIME, "setup", "setup", 5000L));
        assertThat(invoice.draft().total()).isEqualTo(11_100);
        assertThat(invoice.draft().lines()).extracting(DraftLine::period).containsExactly(january(), january(), null);
    }

    @Test
    void aRenewalHasNot() {
        var invoice = PeriodInvoice.of(billed(due("2026-01-01", "2026-01-01", 1, null), terms(SETUP, BASE)));

        assertThat(invoice.draft().reason()).isEqualTo(BillingReason.SUBSCRIPTION_CYCLE);
        assertThat(invoice.draft().lines()).extracting(DraftLine::chargeCode).containsExactly("base");
        assertThat(invoice.draft().total()).isEqualTo(3100);
    }

    @Test
    void isForOnePeriodAndKnowsTheNext() {
        var invoice = PeriodInvoice.of(billed(due("2026-01-31", "2026-01-31", 0, null), terms(BASE)));

        // Local midnights in New York; on 8 March its clocks go forward, so the next period starts at 04:00 UTC.
        assertThat(invoice.period())
                .isEqualTo(new Period(Instant.parse("2026-01-31T05:00:00Z"), Instant.parse("2026-02-28T05:00:00Z")));
        assertThat(invoice.nextIndex()).isEqualTo(1);
        assertThat(invoice.period().end()).isEqualTo("2026-02-28T05:00:00Z");
        assertThat(PeriodInvoice.of(billed(due("2026-01-31", "2026-01-31", 1, null), terms(BASE)))
                        .period()
                        .end())
                .isEqualTo("2026-03-31T04:00:00Z");
    }

    @Test
    void carriesWhatItsAccountAndSubscriptionAgreedOn() {
        var due = due("2026-01-01", "2026-01-01", 0, null);

        var invoice = PeriodInvoice.of(billed(due, terms(BASE)));

        assertThat(invoice.billed().state()).isSameAs(due);
        assertThat(invoice.draft().accountId()).isEqualTo(ACCOUNT);
        assertThat(invoice.draft().subscriptionId()).isEqualTo(SUBSCRIPTION);
        assertThat(invoice.draft().kind()).isEqualTo(InvoiceKind.PERIOD);
        assertThat(invoice.draft().currency()).isEqualTo("USD");
        assertThat(invoice.draft().collection()).isEqualTo(CollectionMethod.SEND_INVOICE);
        assertThat(invoice.draft().netTermsDays()).isEqualTo(30);
        assertThat(invoice.draft().period()).isEqualTo(invoice.period());
    }

    /**
     * <pre>
     * grid       1 Jan ───────── 1 Feb
     * service           15 Jan ─ 1 Feb      17 of 31 days
     * </pre>
     */
    @Test
    void aStubCostsItsShareButOneTimeChargesAreWhole() {
        var invoice = PeriodInvoice.of(billed(due("2026-01-15", "2026-01-01", 0, null), terms(SETUP, BASE, SEATS)));

        assertThat(invoice.draft().lines())
                .extracting(DraftLine::amount, line -> ((Explanation) line.explanation()).share())
                .containsExactly(tuple(1700L, "17/31"), tuple(1645L, "17/31"), tuple(5000L, null));
        assertThat(invoice.period())
                .isEqualTo(new Period(Instant.parse("2026-01-15T05:00:00Z"), Instant.parse("2026-02-01T05:00:00Z")));
    }

    @Test
    void payingStartsWhenTheTrialEnds() {
        var afterTrial = due("2026-01-01", "2026-01-15", 0, LocalDate.parse("2026-01-15"));

        var invoice = PeriodInvoice.of(billed(afterTrial, terms(SETUP, BASE)));

        assertThat(invoice.period().start()).isEqualTo("2026-01-15T05:00:00Z");
        assertThat(invoice.draft().reason()).isEqualTo(BillingReason.SUBSCRIPTION_CREATE);
        assertThat(invoice.draft().total()).isEqualTo(8100);
    }

    @Test
    void aChargeWithoutAPriceInTheCurrencyIsNamed() {
        var euros = new Charge(
                "support", null, ChargeType.RECURRING, ChargeModel.FLAT, List.of(new Price("EUR", 100L, null)));

        assertThatExceptionOfType(MissingPriceException.class)
                .isThrownBy(
                        () -> PeriodInvoice.of(billed(due("2026-01-01", "2026-01-01", 0, null), terms(BASE, euros))))
                .withMessage("Charge 'support' has no price in USD");
    }

    private static Period january() {
        return new Period(Instant.parse("2026-01-01T05:00:00Z"), Instant.parse("2026-02-01T05:00:00Z"));
    }

    private static BillingState due(String start, String anchor, long index, @Nullable LocalDate trialEnd) {
        var startAt = midnight(LocalDate.parse(start));
        var subscription = new SubscriptionSnapshot(
                SUBSCRIPTION,
                ACCOUNT,
                new SubscriptionSnapshot.PlanReference(PLAN, "team", 1),
                SubscriptionStatus.ACTIVE,
                3,
                "USD",
                CollectionMethod.SEND_INVOICE,
                null,
                startAt,
                LocalDate.parse(anchor),
                index == 0 ? null : startAt,
                index == 0 ? null : midnight(LocalDate.parse(anchor).plusMonths(index)),
                trialEnd == null ? null : midnight(trialEnd),
                false,
                null,
                null,
                null,
                null,
                null,
                null,
                null,
                Map.of(),
                startAt,
                startAt);
        return new BillingState(
                subscription,
                PLAN_VERSION,
                null,
                NEW_YORK,
                Granularity.DAY,
                LocalDate.parse(anchor).atStartOfDay(),
                trialEnd == null ? startAt : midnight(trialEnd),
                index,
                startAt,
                BillingState.Arrears.WHOLE_PERIOD);
    }

    private static Instant midnight(LocalDate day) {
        return day.atStartOfDay(NEW_YORK).toInstant();
    }

    private static PlanTerms terms(Charge... charges) {
        return new PlanTerms(
                PLAN, PLAN_VERSION, "team", 1, new BillingInterval(IntervalUnit.MONTH, 1), 0, 0, List.of(charges));
    }

    private static Charge flat(String code, ChargeType type, long amount) {
        return new Charge(code, null, type, ChargeModel.FLAT, List.of(new Price("USD", amount, null)));
    }

    private static BilledSubscription billed(BillingState state, PlanTerms plan) {
        var terms = new Terms(plan, 3);
        return new BilledSubscription(
                state, terms, null, terms, 30, List.of(), List.of(), List.of(), List.of(), Usage.NONE);
    }
}
