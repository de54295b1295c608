package dev.perennial.invoice.einvoice;

import java.math.BigDecimal;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.UUID;
import java.util.stream.LongStream;
import java.util.stream.Stream;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

import dev.perennial.account.AccountSnapshot;
import dev.perennial.account.Address;
import dev.perennial.account.DunningStatus;
import dev.perennial.invoice.InvoiceSeller.Seller;
import dev.perennial.invoice.PaperInvoices;
import dev.perennial.invoice.document.DocumentParties.Both;
import dev.perennial.invoice.domain.RandomInvoices;
import dev.perennial.invoice.einvoice.EuropeanInvoice.Allowance;
import dev.perennial.invoice.einvoice.EuropeanInvoice.Line;
import dev.perennial.invoice.einvoice.EuropeanInvoice.Vat;

import static org.assertj.core.api.Assertions.assertThat;

/** The sums that EN 16931 asks for, for invoices of any kind; the seed of a failure stands in its name. */
class EuropeanInvoicesTests {
    private static final Seller SELLER =
            new Seller("Acme", null, null, List.of("1 Main St"), "DE812345678", null, null, "DE");

    static LongStream seeds() {
        return LongStream.range(0, 2000);
    }

    private static AccountSnapshot customer() {
        return new AccountSnapshot(
                new UUID(0, 2),
                null,
                "Ada",
                "ada@example.com",
                "USD",
                "UTC",
                null,
                new Address(null, null, null, null, null, "DE"),
                "DE999999999",
                false,
                0,
                DunningStatus.ACTIVE,
                0,
                null,
                Map.of(),
                Instant.EPOCH,
                Instant.EPOCH);
    }

    @ParameterizedTest(name = "seed {0}")
    @MethodSource("seeds")
    void addsUpToTheCentAndToTheInvoice(long seed) {
        var random = new Random(seed);
        var invoice = PaperInvoices.finalized(RandomInvoices.of(random), random.nextInt(1000));

        var said = EuropeanInvoices.of(invoice, new Both(SELLER, customer()));

        var totals = said.totals();
        assertThat(totals.net()).isEqualTo(sum(said.lines().stream().map(Line::net)));
        assertThat(totals.net()).isEqualTo(sum(said.vat().stream().map(Vat::taxable)));
        assertThat(totals.tax()).isEqualTo(sum(said.vat().stream().map(Vat::tax)));
        assertThat(totals.total()).isEqualTo(totals.net().add(totals.tax()));
        assertThat(totals.due()).isEqualTo(totals.total().subtract(totals.settled()));
        assertThat(totals.total().movePointRight(2)).isEqualByComparingTo(BigDecimal.valueOf(invoice.total()));
        assertThat(totals.due().movePointRight(2)).isEqualByComparingTo(BigDecimal.valueOf(invoice.amountDue()));
        assertThat(said.lines()).allSatisfy(EuropeanInvoicesTests::requireProduct);
        assertThat(said.vat()).allSatisfy(EuropeanInvoicesTests::requireTaxOfRate);
    }

    private static void requireProduct(Line line) {
        var off = sum(line.allowances().stream().map(Allowance::amount));
        assertThat(line.unitPrice().signum()).isNotNegative();
        assertThat(line.quantity().multiply(line.unitPrice()).subtract(off)).isEqualByComparingTo(line.net());
    }

    /** Receivers let a rate be off by less than one unit of the currency, since each may be rounded on its own. */
    private static void requireTaxOfRate(Vat vat) {
        var exact = vat.taxable().multiply(vat.kind().ratePercent()).movePointLeft(2);
        assertThat(vat.tax().subtract(exact).abs()).isLessThan(new BigDecimal("0.03"));
    }

    private static BigDecimal sum(Stream<BigDecimal> amounts) {
        return amounts.reduce(new BigDecimal("0.00"), BigDecimal::add);
    }
}
