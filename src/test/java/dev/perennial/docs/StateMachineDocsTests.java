package dev.perennial.docs;

import java.util.Arrays;
import java.util.Set;
import java.util.function.BiPredicate;
import java.util.stream.Collectors;

import org.junit.jupiter.api.Test;

import dev.perennial.account.DunningStatus;
import dev.perennial.dunning.domain.CaseState;
import dev.perennial.export.domain.RunStatus;
import dev.perennial.invoice.domain.InvoiceStatus;
import dev.perennial.migration.domain.ImportStatus;
import dev.perennial.payment.domain.DisputeStatus;
import dev.perennial.payment.domain.PaymentStatus;
import dev.perennial.payment.domain.RefundStatus;
import dev.perennial.prepaid.domain.PurchaseStatus;
import dev.perennial.subscription.domain.SubscriptionStatus;
import dev.perennial.webhook.domain.DeliveryStatus;

import static org.assertj.core.api.Assertions.assertThat;

/** The diagrams of {@code docs/state-machines.md} show exactly the steps that the code allows. */
class StateMachineDocsTests {
    private static final Markdown PAGE = Markdown.read("docs/state-machines.md");

    private static Set<String> drawn(String heading) {
        return PAGE.section(heading).only("mermaid").edges();
    }

    private static <S extends Enum<S>> Set<String> allowed(S[] states, BiPredicate<S, S> canBecome) {
        return Arrays.stream(states)
                .flatMap(from -> Arrays.stream(states)
                        .filter(to -> canBecome.test(from, to))
                        .map(to -> from + " --> " + to))
                .collect(Collectors.toSet());
    }

    @Test
    void drawsSubscriptions() {
        assertThat(drawn("## Subscription"))
                .isEqualTo(allowed(SubscriptionStatus.values(), SubscriptionStatus::canBecome));
    }

    @Test
    void drawsImports() {
        assertThat(drawn("## Import")).isEqualTo(allowed(ImportStatus.values(), ImportStatus::canBecome));
    }

    @Test
    void drawsInvoices() {
        assertThat(drawn("## Invoice")).isEqualTo(allowed(InvoiceStatus.values(), InvoiceStatus::canBecome));
    }

    @Test
    void drawsPayments() {
        assertThat(drawn("## Payment")).isEqualTo(allowed(PaymentStatus.values(), PaymentStatus::canBecome));
    }

    @Test
    void drawsCreditPurchases() {
        assertThat(drawn("## Credit purchase")).isEqualTo(allowed(PurchaseStatus.values(), PurchaseStatus::canBecome));
    }

    @Test
    void drawsRefunds() {
        assertThat(drawn("## Refund")).isEqualTo(allowed(RefundStatus.values(), RefundStatus::canBecome));
    }

    @Test
    void drawsDisputes() {
        assertThat(drawn("## Dispute")).isEqualTo(allowed(DisputeStatus.values(), DisputeStatus::canBecome));
    }

    @Test
    void drawsWebhookDeliveries() {
        assertThat(drawn("## Webhook delivery")).isEqualTo(allowed(DeliveryStatus.values(), DeliveryStatus::canBecome));
    }

    @Test
    void drawsExportRuns() {
        assertThat(drawn("## Export run")).isEqualTo(allowed(RunStatus.values(), RunStatus::canBecome));
    }

    @Test
    void drawsTheDunningStatesOfAccounts() {
        assertThat(drawn("## Account dunning")).isEqualTo(allowed(DunningStatus.values(), DunningStatus::canBecome));
    }

    @Test
    void drawsDunningCases() {
        assertThat(drawn("## Dunning case")).isEqualTo(allowed(CaseState.values(), CaseState::canBecome));
    }
}
