package dev.perennial.invoice.domain;

import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.stream.LongStream;

import org.junit.jupiter.api.Test;

import dev.perennial.shared.billing.CollectionMethod;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

class InvoiceDraftTests {

    @Test
    void addsUpItsLines() {
        assertThat(draft(3000, 250, -100).subtotal()).isEqualTo(3150);
        assertThat(draft(3000, 250, -100).total()).isEqualTo(3150);
        assertThat(draft().total()).isZero();
    }

    @Test
    void refusesATotalThatNoLongCanHold() {
        assertThat(draft(Long.MAX_VALUE - 1, 1).total()).isEqualTo(Long.MAX_VALUE);
        assertThatThrownBy(() -> draft(Long.MAX_VALUE, 1).total()).isInstanceOf(ArithmeticException.class);
        assertThatThrownBy(() -> draft(Long.MIN_VALUE, -1).total()).isInstanceOf(ArithmeticException.class);
    }

    @Test
    void doesNotChangeWithTheListItWasMadeFrom() {
        var lines = new ArrayList<>(List.of(line(100)));
        var draft = draft(lines);

        lines.add(line(900));

        assertThat(draft.total()).isEqualTo(100);
        assertThatThrownBy(() -> draft.lines().add(line(900))).isInstanceOf(UnsupportedOperationException.class);
    }

    private static InvoiceDraft draft(long... amounts) {
        return draft(LongStream.of(amounts).mapToObj(InvoiceDraftTests::line).toList());
    }

    private static InvoiceDraft draft(List<DraftLine> lines) {
        return new InvoiceDraft(
                new UUID(0, 1),
                null,
                InvoiceKind.MANUAL,
                BillingReason.MANUAL,
                "USD",
                CollectionMethod.SEND_INVOICE,
                30,
                null,
                lines);
    }

    private static DraftLine line(long amount) {
        return new DraftLine(LineType.MANUAL, null, "A line", BigDecimal.ONE, null, amount, null, "by hand");
    }
}
