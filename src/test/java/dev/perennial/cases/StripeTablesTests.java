package dev.perennial.cases;

import java.math.BigDecimal;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneId;
import java.util.List;
import java.util.Objects;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import dev.perennial.billing.domain.PaperBilling;
import dev.perennial.billing.domain.Proration;
import dev.perennial.billing.domain.Terms;
import dev.perennial.invoice.domain.DraftLine;
import dev.perennial.invoice.domain.InvoiceDraft;
import dev.perennial.plan.pricing.ChargeModel;
import dev.perennial.plan.pricing.Measure;
import dev.perennial.plan.pricing.Price;
import dev.perennial.plan.pricing.Rating;
import dev.perennial.plan.pricing.Tier;
import dev.perennial.shared.money.Fraction;
import dev.perennial.shared.time.BillingInterval;
import dev.perennial.shared.time.Granularity;
import dev.perennial.shared.time.IntervalUnit;
import dev.perennial.shared.time.Period;
import dev.perennial.subscription.domain.ServicePeriods;

import static org.assertj.core.api.Assertions.assertThat;

/** The worked figures in Stripe's documentation, by the second where Stripe counts seconds. Amounts are cents. */
class StripeTablesTests {
    private static final BillingInterval TWO_MONTHS = new BillingInterval(IntervalUnit.MONTH, 2);

    private static PaperBilling sell(Terms terms, String date) {
        return sell(terms, Granularity.SECOND, date, 0, null);
    }

    private static PaperBilling sell(
            Terms terms, Granularity granularity, String date, int trialDays, @Nullable String anchor) {
        var gridAnchor = anchor == null ? null : LocalDate.parse(anchor);
        return PaperBilling.sell(terms, Sales.UTC, granularity, on(date), trialDays, gridAnchor);
    }

    private static Terms monthly(long amount) {
        return Sales.terms(Sales.MONTHLY, Sales.inAdvance("base", amount));
    }

    /** Midnight. */
    private static Instant on(String date) {
        return Sales.midnight(LocalDate.parse(date));
    }

    private static List<String> starts(PaperBilling paper) {
        return paper.invoices().stream()
                .map(invoice -> period(invoice).start().toString().substring(0, 10))
                .toList();
    }

    private static Period period(InvoiceDraft invoice) {
        return Objects.requireNonNull(invoice.period());
    }

    private static List<Long> amounts(InvoiceDraft invoice) {
        return invoice.lines().stream().map(DraftLine::amount).toList();
    }

    @Nested
    class CycleAndAnchor {

        @ParameterizedTest(name = "{0} from {1}")
        @CsvSource(textBlock = """
                MONTH, 2023-01-31, 2023-01-31 2023-02-28 2023-03-31 2023-04-30 2023-05-31
                MONTH, 2024-01-31, 2024-01-31 2024-02-29 2024-03-31 2024-04-30 2024-05-31
                MONTH, 2022-09-02, 2022-09-02 2022-10-02 2022-11-02 2022-12-02 2023-01-02
                WEEK,  2022-06-03, 2022-06-03 2022-06-10 2022-06-17 2022-06-24 2022-07-01
                YEAR,  2024-02-29, 2024-02-29 2025-02-28 2026-02-28 2027-02-28 2028-02-29
                """)
        void everyPeriodIsCountedFromTheAnchor(IntervalUnit unit, String start, String starts) {
            var terms = Sales.terms(new BillingInterval(unit, 1), Sales.inAdvance("base", 1000));
            var expected = List.of(starts.split(" ", -1));
            var paper = sell(terms, start).runTo(on(expected.getLast()));

            assertThat(starts(paper)).isEqualTo(expected);
            assertThat(paper.invoices())
                    .allSatisfy(invoice -> assertThat(invoice.total()).isEqualTo(1000));
        }

        /**
         * Two months, billed at month ends, of which August's is on the grid: the first whole period begins in
         * February.
         */
        @ParameterizedTest(name = "in {0}")
        @CsvSource(textBlock = """
                2023, 2023-02-28, 5900, 1800
                2024, 2024-02-29, 6000, 1900
                """)
        void aMonthEndIsReachedByAStub(int year, String first, long price, long stub) {
            var terms = Sales.terms(TWO_MONTHS, Sales.inAdvance("base", price));
            var paper = sell(terms, Granularity.DAY, year + "-02-10", 0, year + "-08-31")
                    .runTo(on(year + "-09-01"));

            assertThat(starts(paper))
                    .containsExactly(year + "-02-10", first, year + "-04-30", year + "-06-30", year + "-08-31");
            // 18 of 59, or 19 of 60 days since the last one of December.
            assertThat(paper.invoices().getFirst().total()).isEqualTo(stub);
        }

        @Test
        void theTimeOfDayIsThatOfTheSale() {
            var newYork = ZoneId.of("America/New_York");
            var fivePm = LocalDate.of(2026, 1, 15).atTime(17, 0).atZone(newYork).toInstant();
            var paper = PaperBilling.sell(monthly(1000), Sales.UTC, Granularity.SECOND, fivePm, 0, null);

            assertThat(paper.nextBillAt()).isEqualTo("2026-02-15T22:00:00Z");
        }

        @Test
        void anAnchorInTheFutureIsReachedByAStub() {
            var paper = sell(monthly(3100), Granularity.SECOND, "2026-01-15", 0, "2026-02-01");

            assertThat(paper.lastInvoice().total()).isEqualTo(1700);
            assertThat(paper.runTo(on("2026-02-01")).lastInvoice().total()).isEqualTo(3100);
        }

        /** Without proration the time until the anchor is free, and there is no invoice for it. */
        @Test
        void anAnchorInTheFutureIsReachedForFree() {
            var paper = sell(monthly(3100), Granularity.SECOND, "2026-01-15", 17, "2026-02-01");

            assertThat(paper.invoices()).isEmpty();
            assertThat(paper.runTo(on("2026-02-01")).lastInvoice().total()).isEqualTo(3100);
        }

        @Test
        void anotherIntervalIsAnchoredNow() {
            var yearly = Sales.terms(Sales.YEARLY, Sales.inAdvance("base", 30_000));
            var paper = sell(monthly(3100), "2026-01-01").change(yearly, Proration.INVOICE_NOW, on("2026-01-15"));

            assertThat(amounts(paper.lastInvoice())).containsExactly(-1700L, 30_000L);
            assertThat(paper.nextBillAt()).isEqualTo("2027-01-15T00:00:00Z");
        }
    }

    @Nested
    class Prorations {

        @Test
        void anUpgradeHalfWay() {
            var paper =
                    sell(monthly(1000), "2026-04-01").change(monthly(2000), Proration.INVOICE_NOW, on("2026-04-16"));

            assertThat(amounts(paper.lastInvoice())).containsExactly(-500L, 1000L);
            assertThat(paper.lastInvoice().total()).isEqualTo(500);
        }

        /** Only what was billed is given back: Stripe's flexible mode, where its classic one comes to -334. */
        @Test
        void aChangeBackFromWhatWasNotBilled() {
            var paper = sell(monthly(1000), "2026-04-01")
                    .change(monthly(2000), Proration.NONE, on("2026-04-11"))
                    .change(monthly(1000), Proration.INVOICE_NOW, on("2026-04-21"));

            assertThat(amounts(paper.lastInvoice())).containsExactly(-333L, 333L);
        }

        /** 5 off 10 and 20, of which 1.66 off the 10: -(10 - 1.66) / 2. */
        @Test
        void aDiscountIsNotGivenBack() {
            var both = Sales.terms(Sales.MONTHLY, Sales.inAdvance("ten", 1000), Sales.inAdvance("twenty", 2000));
            var twenty = Sales.terms(Sales.MONTHLY, Sales.inAdvance("twenty", 2000));
            var paper = sell(both, "2026-02-01")
                    .discount("ten", 166)
                    .discount("twenty", 334)
                    .change(twenty, Proration.INVOICE_NOW, on("2026-02-15"));

            assertThat(amounts(paper.lastInvoice())).containsExactly(-417L);
        }

        /** Stripe's text says 250, for half a month; 15 May to 1 June is 17 of 31 days. */
        @Test
        void anUpgradeOnTheNextInvoice() {
            var paper = sell(monthly(10_000), "2026-05-01")
                    .change(monthly(20_000), Proration.NEXT_INVOICE, on("2026-05-15"))
                    .runTo(on("2026-06-01"));

            assertThat(paper.invoices()).hasSize(2);
            assertThat(paper.lastInvoice().total()).isEqualTo(25_484);
        }

        /** Stripe's text says 60 and 30, for half a year and a quarter; they are 182 and 92 of 366 days. */
        @ParameterizedTest(name = "up to {0}")
        @CsvSource(textBlock = """
                2024-07-01, 5967
                2024-10-01, 8984
                """)
        void aYearThatIsCancelled(String end, long kept) {
            var year = sell(Sales.terms(Sales.YEARLY, Sales.inAdvance("base", 12_000)), "2024-01-01");
            year.cancel(true, on(end));

            assertThat(year.total()).isEqualTo(kept);
        }

        @Test
        void aCancelThatIsMovedByAQuarter() {
            var year = ServicePeriods.from(on("2024-01-01"), Sales.UTC, Sales.YEARLY, Granularity.SECOND);

            assertThat(year.share(0, new Period(on("2024-07-01"), on("2024-10-01")))
                            .of(12_000))
                    .isEqualTo(3016);
        }
    }

    /**
     * Stripe imagines a period from the backdated start on; the days of the month in which the stub lies are the same.
     */
    @ParameterizedTest(name = "since {0}")
    @CsvSource(textBlock = """
            2023-02-15, 2023-03-01, 2800, 1400
            2023-01-15, 2023-02-01, 3100, 1700
            """)
    void backdatedStubsAreShares(String start, String first, long price, long stub) {
        var paper = sell(monthly(price), Granularity.SECOND, start, 0, "2023-01-01");

        assertThat(paper.lastInvoice().total()).isEqualTo(stub);
        assertThat(paper.runTo(on(first)).lastInvoice().total()).isEqualTo(price);
    }

    @Nested
    class Trials {

        /** Monthly on the 1st, after 7 days for free. */
        @ParameterizedTest(name = "from {0}")
        @CsvSource(textBlock = """
                2026-01-15, 2026-01-22, 2026-02-01, 1000
                2026-01-28, 2026-02-04, 2026-03-01, 2500
                """)
        void endWithAStub(String start, String trialEnd, String first, long stub) {
            // 10 of 31 days, 25 of 28: a price of 100 for each of them.
            long price = start.equals("2026-01-15") ? 3100 : 2800;
            var paper = sell(monthly(price), Granularity.SECOND, start, 7, "2026-01-01");

            assertThat(paper.invoices()).isEmpty();
            assertThat(paper.runTo(on(trialEnd)).lastInvoice().total()).isEqualTo(stub);
            assertThat(paper.runTo(on(first)).lastInvoice().total()).isEqualTo(price);
            assertThat(starts(paper)).containsExactly(trialEnd, first);
        }

        @Test
        void onAPaidSubscriptionCostsNothingUntilItEnds() {
            var paper = sell(monthly(1000), "2026-06-23").tryUntil(on("2026-08-01"), false, on("2026-07-15"));

            assertThat(paper.total()).isEqualTo(1000);
            assertThat(paper.runTo(on("2026-07-31")).total()).isEqualTo(1000);
            assertThat(paper.runTo(on("2026-08-01")).total()).isEqualTo(2000);
            assertThat(period(paper.lastInvoice())).isEqualTo(new Period(on("2026-08-01"), on("2026-09-01")));
        }
    }

    @Nested
    class Tiers {
        private static final Price UNITS =
                Price.tiered("USD", tier("5", 700, null), tier("10", 650, null), tier(null, 600, null));
        private static final Price FLAT_FEES = Price.tiered(
                "USD",
                tier("5", 500, 1000L),
                tier("10", 400, 2000L),
                tier("15", 300, 3000L),
                tier("20", 200, 4000L),
                tier(null, 100, 5000L));

        private static Tier tier(@Nullable String upTo, long unitAmount, @Nullable Long flatAmount) {
            return new Tier(upTo == null ? null : new BigDecimal(upTo), BigDecimal.valueOf(unitAmount), flatAmount);
        }

        @ParameterizedTest(name = "{0}")
        @CsvSource(textBlock = """
                1,  700,   700
                5,  3500,  3500
                6,  3900,  4150
                20, 12000, 12750
                25, 15000, 15750
                """)
        void byUnit(long quantity, long volume, long graduated) {
            assertThat(rate(ChargeModel.VOLUME, UNITS, quantity)).isEqualTo(volume);
            assertThat(rate(ChargeModel.GRADUATED, UNITS, quantity)).isEqualTo(graduated);
        }

        @ParameterizedTest(name = "{0}")
        @CsvSource(textBlock = """
                0,  1000, 1000
                12, 6600, 11100
                """)
        void withFlatFees(long quantity, long volume, long graduated) {
            assertThat(rate(ChargeModel.VOLUME, FLAT_FEES, quantity)).isEqualTo(volume);
            assertThat(rate(ChargeModel.GRADUATED, FLAT_FEES, quantity)).isEqualTo(graduated);
        }

        private static long rate(ChargeModel model, Price price, long quantity) {
            return Rating.rate(model, price, Measure.of(quantity), Fraction.ONE).amount();
        }
    }
}
