package dev.perennial.bench;

import java.nio.file.Path;
import java.time.Instant;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.function.IntSupplier;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.jdbc.datasource.DriverManagerDataSource;
import org.springframework.test.annotation.DirtiesContext;
import org.springframework.test.context.ActiveProfiles;
import org.springframework.test.context.DynamicPropertyRegistry;
import org.springframework.test.context.DynamicPropertySource;

import dev.perennial.PerennialApplication;
import dev.perennial.billing.BillingRun;
import dev.perennial.coupon.CouponService;
import dev.perennial.plan.PlanDetails;
import dev.perennial.plan.PlanService;
import dev.perennial.plan.pricing.Charge;
import dev.perennial.plan.pricing.ChargeModel;
import dev.perennial.plan.pricing.ChargeType;
import dev.perennial.plan.pricing.Price;
import dev.perennial.platform.persistence.DatabaseLogin;
import dev.perennial.platform.tenancy.CurrentTenant;
import dev.perennial.platform.tenancy.TenantScope;
import dev.perennial.platform.tenancy.TenantScopes;
import dev.perennial.shared.billing.CollectionMethod;
import dev.perennial.shared.id.UuidV7;
import dev.perennial.shared.time.IntervalUnit;
import dev.perennial.subscription.BillingBacklog;
import dev.perennial.support.BulkSubscriptions;
import dev.perennial.support.Invariants;
import dev.perennial.support.TestTenants;
import dev.perennial.tax.TaxRateService;
import dev.perennial.tenant.TenantMode;
import dev.perennial.tenant.TenantService;
import dev.perennial.tenant.TenantSettings;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * The billing run against the best hand-written SQL that writes the same rows, on the embedded database with all its
 * durability. Each measurement bills a fresh tenant; the two sides take turns, so that what the machine does besides
 * hits both.
 */
@SpringBootTest(classes = PerennialApplication.class, webEnvironment = SpringBootTest.WebEnvironment.RANDOM_PORT)
@ActiveProfiles("test")
@DirtiesContext // stops the database before its folder is deleted
class BillingRunBench {
    private static final int ROUNDS = Integer.getInteger("bench.rounds", 5);
    private static final double RATIO_MIN = Double.parseDouble(System.getProperty("bench.ratio.min", "0.35"));
    private static final double RICH_RATIO_MIN = Double.parseDouble(System.getProperty("bench.rich.ratio.min", "0.25"));
    private static final double GROWTH_MAX = Double.parseDouble(System.getProperty("bench.growth.max", "1.2"));
    private static final int WARM_UP_DUE = 5_000;
    /** What runs once for each chunk is compiled late. */
    private static final int WARM_UPS = 6;

    private static final int DUE = Integer.getInteger("bench.due", 10_000);
    private static final String PLAN = "flat";
    private static final LocalDate ANCHOR = LocalDate.of(2026, 1, 1);
    /** One month on, period 1 is due; period 2 is not. */
    private static final Instant NOW = Instant.parse("2026-02-01T06:00:00Z");

    @TempDir
    private static Path dataFolder;

    @Autowired
    private BillingRun run;

    @Autowired
    private BillingBacklog backlog;

    @Autowired
    private TenantScopes scopes;

    @Autowired
    private TenantService tenants;

    @Autowired
    private PlanService plans;

    @Autowired
    private CouponService coupons;

    @Autowired
    private TaxRateService taxRates;

    @Autowired
    private DatabaseLogin login;

    private JdbcClient owner;
    private BilledRows rows;
    private HandWrittenRun sql;
    private HandWrittenRun richSql;

    @DynamicPropertySource
    static void embeddedDatabase(DynamicPropertyRegistry properties) {
        properties.add("perennial.database.url", () -> "");
        properties.add("perennial.database.data-dir", () -> dataFolder.toString());
    }

    @BeforeEach
    void warmUp() {
        var dataSource = new DriverManagerDataSource(
                login.jdbcUrl(), String.valueOf(login.username()), String.valueOf(login.password()));
        owner = JdbcClient.create(dataSource);
        rows = new BilledRows(owner);
        sql = new HandWrittenRun(dataSource, HandWrittenRun.FLAT);
        richSql = new HandWrittenRun(dataSource, RichHandWrittenRun.CHUNK);
        for (int i = 0; i < WARM_UPS; i++) {
            perSecond(WARM_UP_DUE, runOn(tenantWithDue(WARM_UP_DUE, CollectionMethod.SEND_INVOICE)));
            perSecond(WARM_UP_DUE, sqlOn(tenantWithDue(WARM_UP_DUE, CollectionMethod.SEND_INVOICE)));
        }
    }

    @AfterEach
    void invariantsHold() {
        Invariants.assertHold(owner);
    }

    @ParameterizedTest(name = "{0} due, {1} charges")
    @CsvSource({"10000, 1", "10000, 3", "50000, 3"})
    void keepsUpWithHandWrittenSql(int due, int charges) {
        var byRun = new Figures();
        var bySql = new Figures();
        var ratios = new Figures();
        for (int round = 0; round < ROUNDS; round++) {
            var ours = tenantWithDue(due, charges, CollectionMethod.SEND_INVOICE);
            byRun.add(perSecond(due, runOn(ours)));
            var theirs = tenantWithDue(due, charges, CollectionMethod.SEND_INVOICE);
            bySql.add(perSecond(due, sqlOn(theirs)));
            ratios.add(byRun.last() / bySql.last());
            rows.assertSame(ours, theirs);
        }

        report(
                "%,d due, %d flat charges each, invoices to send".formatted(due, charges),
                "billing run       " + byRun.text("%,.0f invoices/s"),
                "hand-written SQL  " + bySql.text("%,.0f invoices/s"),
                "ratio             " + ratios.text("%.2f"));
        assertThat(ratios.median()).as("invoices/s of the run by those of SQL").isGreaterThanOrEqualTo(RATIO_MIN);
    }

    @Test
    void keepsUpWhereEveryInvoiceBearsTiersTaxesCouponAndCredit() {
        var byRun = new Figures();
        var bySql = new Figures();
        var ratios = new Figures();
        perSecond(WARM_UP_DUE, runOn(tenantWithRichDue(WARM_UP_DUE)));
        richSql.run(tenantWithRichDue(WARM_UP_DUE), NOW);
        for (int round = 0; round < ROUNDS; round++) {
            var ours = tenantWithRichDue(DUE);
            byRun.add(perSecond(DUE, runOn(ours)));
            var theirs = tenantWithRichDue(DUE);
            bySql.add(perSecond(DUE, () -> richSql.run(theirs, NOW)));
            ratios.add(byRun.last() / bySql.last());
            rows.assertSame(ours, theirs);
        }

        report(
                "%,d due, each with graduated tiers, two tax rates, a coupon and credit".formatted(DUE),
                "billing run       " + byRun.text("%,.0f invoices/s"),
                "hand-written SQL  " + bySql.text("%,.0f invoices/s"),
                "ratio             " + ratios.text("%.2f"));
        assertThat(ratios.median()).as("invoices/s of the run by those of SQL").isGreaterThanOrEqualTo(RICH_RATIO_MIN);
    }

    @Test
    void costsNoMoreWithTenTimesAsManySubscriptionsThatAreNotDue() {
        int notDue = 10 * DUE;
        var crowded = tenantWithDue(0, CollectionMethod.SEND_INVOICE);
        sell(crowded, CollectionMethod.SEND_INVOICE, 2, notDue);
        var alone = new Figures();
        var inTheCrowd = new Figures();
        var growth = new Figures();
        for (int round = 0; round < ROUNDS; round++) {
            alone.add(perSecond(DUE, runOn(tenantWithDue(DUE, CollectionMethod.SEND_INVOICE))));
            sell(crowded, CollectionMethod.SEND_INVOICE, 1, DUE);
            settleDatabase();
            inTheCrowd.add(perSecond(DUE, runOn(crowded)));
            growth.add(alone.last() / inTheCrowd.last());
        }
        var tick = nothingDue(crowded);

        report(
                "%,d due, alone and beside %,d that are not due".formatted(DUE, notDue),
                "alone             " + alone.text("%,.0f invoices/s"),
                "in the crowd      " + inTheCrowd.text("%,.0f invoices/s"),
                "cost grows by     " + growth.text("%.2f times"),
                "nothing due       " + tick.text("%.1f ms a tick"));
        assertThat(growth.median()).as("cost beside what is not due").isLessThanOrEqualTo(GROWTH_MAX);
    }

    @Test
    void chargingAutomaticallyQueuesAPaymentForEachInvoice() {
        var toSend = new Figures();
        var toCharge = new Figures();
        for (int round = 0; round < ROUNDS; round++) {
            toSend.add(perSecond(DUE, runOn(tenantWithDue(DUE, CollectionMethod.SEND_INVOICE))));
            toCharge.add(perSecond(DUE, runOn(tenantWithDue(DUE, CollectionMethod.AUTOMATIC))));
        }

        report(
                "%,d due, what queueing payments adds".formatted(DUE),
                "invoices to send  " + toSend.text("%,.0f invoices/s"),
                "with payments     " + toCharge.text("%,.0f invoices/s"));
    }

    private IntSupplier runOn(UUID tenantId) {
        return () -> CurrentTenant.callAs(scopes.open(tenantId, "job:billing", null), () -> run.run(NOW))
                .stepped();
    }

    private IntSupplier sqlOn(UUID tenantId) {
        return () -> sql.run(tenantId, NOW);
    }

    private static double perSecond(int due, IntSupplier work) {
        long start = System.nanoTime();
        int billed = work.getAsInt();
        long nanos = System.nanoTime() - start;
        assertThat(billed).isEqualTo(due);
        return due * 1e9 / nanos;
    }

    /** What a tick of the scheduler does when it finds nothing: look over all tenants, then into one. */
    private Figures nothingDue(UUID tenantId) {
        var millis = new Figures();
        for (int i = 0; i < 50; i++) {
            long start = System.nanoTime();
            assertThat(backlog.tenantsWithWork()).isEmpty();
            assertThat(runOn(tenantId).getAsInt()).isZero();
            millis.add((System.nanoTime() - start) / 1e6);
        }
        return millis;
    }

    private UUID tenantWithDue(int due, CollectionMethod collection) {
        return tenantWithDue(due, 1, collection);
    }

    private UUID tenantWithDue(int due, int charges, CollectionMethod collection) {
        var scope = newTenant();
        CurrentTenant.runAs(scope.at(NOW), () -> plans.create(UuidV7.next(), flatPlan(charges)));
        sell(scope.tenantId(), collection, 1, due);
        settleDatabase();
        return scope.tenantId();
    }

    private UUID tenantWithRichDue(int due) {
        var scope = newTenant();
        var coupon = CurrentTenant.callAs(scope.at(NOW), () -> {
            plans.create(UuidV7.next(), RichTerms.plan(PLAN));
            return new RichTerms(coupons, taxRates).prepare();
        });
        sell(scope.tenantId(), CollectionMethod.SEND_INVOICE, 1, due);
        RichTerms.layOn(owner, scope.tenantId(), coupon);
        settleDatabase();
        return scope.tenantId();
    }

    private TenantScope newTenant() {
        var scope = tenants.create(TenantMode.TEST, TenantSettings.named("bench"), "prn_test_" + UUID.randomUUID());
        TestTenants.setClock(owner, scope.tenantId(), NOW);
        return scope;
    }

    private void sell(UUID tenantId, CollectionMethod collection, long nextPeriod, int count) {
        BulkSubscriptions.sell(owner, tenantId, PLAN, collection, ANCHOR, nextPeriod, count);
    }

    /** What was just loaded must not be cleaned up, nor written out, at the cost of whichever side is measured next. */
    private void settleDatabase() {
        owner.sql(
                        "vacuum analyze account, subscription, billing_schedule, invoice, invoice_line, journal, payment, discount, credit_grant, credit_draw, dunning_case, revenue_task")
                .update();
        owner.sql("checkpoint").update();
    }

    private static PlanDetails flatPlan(int count) {
        var charges = new ArrayList<Charge>();
        for (int i = 0; i < count; i++) {
            var price = new Price("USD", 2900L - 1000L * i, null);
            charges.add(new Charge("fee-" + i, "Fee " + i, ChargeType.RECURRING, ChargeModel.FLAT, List.of(price)));
        }
        return new PlanDetails(PLAN, "Flat", null, IntervalUnit.MONTH, 1, 0, 0, charges, null);
    }

    private static void report(String title, String... lines) {
        System.out.println("\n" + title + "\n  " + String.join("\n  ", lines) + "\n");
    }
}
