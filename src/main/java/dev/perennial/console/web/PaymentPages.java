package dev.perennial.console.web;

import java.util.List;
import java.util.UUID;

import jakarta.servlet.http.HttpServletRequest;
import jakarta.validation.Valid;
import jakarta.validation.constraints.Size;

import org.jspecify.annotations.Nullable;
import org.springframework.http.ResponseEntity;
import org.springframework.ui.Model;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.ModelAttribute;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestParam;

import dev.perennial.console.AccountNames;
import dev.perennial.console.MoneyInput;
import dev.perennial.payment.Collector;
import dev.perennial.payment.DisputeService;
import dev.perennial.payment.PaymentService;
import dev.perennial.payment.PaymentSnapshot;
import dev.perennial.payment.RefundService;
import dev.perennial.payment.Refunder;
import dev.perennial.payment.domain.PaymentStatus;
import dev.perennial.platform.security.RequiresScope;
import dev.perennial.platform.web.PageController;
import dev.perennial.platform.web.PageQuery;
import dev.perennial.platform.web.PageReplies;
import dev.perennial.shared.id.UuidV7;

/** Attempts to collect, and what was given back. */
@PageController
@RequestMapping("/console/payments")
class PaymentPages {
    private static final PageQuery ALL = new PageQuery(100, null);
    private final PaymentService payments;
    private final Collector collector;
    private final RefundService refunds;
    private final Refunder refunder;
    private final DisputeService disputes;
    private final AccountNames names;

    PaymentPages(
            PaymentService payments,
            Collector collector,
            RefundService refunds,
            Refunder refunder,
            DisputeService disputes,
            AccountNames names) {
        this.payments = payments;
        this.collector = collector;
        this.refunds = refunds;
        this.refunder = refunder;
        this.disputes = disputes;
        this.names = names;
    }

    @GetMapping
    @RequiresScope("payments:read")
    String list(
            @RequestParam(required = false) @Nullable UUID account,
            @RequestParam(required = false) @Nullable PaymentStatus status,
            @Valid PageQuery page,
            Model model) {
        var found = payments.list(new PaymentService.Filter(account, null, status), page);
        model.addAttribute("account", account);
        model.addAttribute("status", status);
        model.addAttribute("states", PaymentStatus.values());
        model.addAttribute("payments", found);
        model.addAttribute(
                "names",
                names.of(found.data().stream().map(PaymentSnapshot::accountId).toList()));
        return "console/payments";
    }

    @GetMapping("/{id}")
    @RequiresScope("payments:read")
    String show(@PathVariable UUID id, Model model) {
        var payment = payments.get(id);
        model.addAttribute("payment", payment);
        model.addAttribute("name", names.of(List.of(payment.accountId())).get(payment.accountId()));
        model.addAttribute("refunds", refunds.list(id, ALL).data());
        model.addAttribute("disputes", disputes.list(id));
        model.addAttribute("refundId", UuidV7.next());
        return "console/payment";
    }

    /**
     * What is to be given back.
     *
     * @param refundId made with the form, so that a form sent twice gives back once
     * @param amount in the currency's own unit; all that is left if absent
     */
    record RefundForm(
            UUID refundId,
            @Nullable String amount,
            @Nullable @Size(max = 500) String reason) {}

    @PostMapping("/{id}/refunds")
    @RequiresScope("payments:write")
    ResponseEntity<Void> refund(
            @PathVariable UUID id, @Valid @ModelAttribute RefundForm form, HttpServletRequest request) {
        var currency = payments.get(id).currency();
        var amount = form.amount() == null ? null : MoneyInput.minorUnits("amount", form.amount(), currency);
        refunder.refund(form.refundId(), id, amount, form.reason());
        return done(id, "refunded", request);
    }

    @PostMapping("/{id}/reconcile")
    @RequiresScope("payments:write")
    ResponseEntity<Void> reconcile(@PathVariable UUID id, HttpServletRequest request) {
        payments.get(id);
        collector.reconcile(List.of(id));
        return done(id, "reconciled", request);
    }

    private static ResponseEntity<Void> done(UUID id, String what, HttpServletRequest request) {
        return PageReplies.done("/console/payments/" + id, what, request);
    }
}
