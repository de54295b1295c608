package dev.perennial.console.web;

import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Locale;
import java.util.UUID;

import jakarta.servlet.http.HttpServletRequest;
import jakarta.validation.Valid;

import org.jspecify.annotations.Nullable;
import org.springframework.http.ResponseEntity;
import org.springframework.ui.Model;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.ModelAttribute;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestParam;

import dev.perennial.billing.Cancelling;
import dev.perennial.billing.ChangeSubscription;
import dev.perennial.billing.ChangeSubscription.Effective;
import dev.perennial.billing.Changing;
import dev.perennial.billing.Pausing;
import dev.perennial.billing.Previews;
import dev.perennial.console.AccountNames;
import dev.perennial.console.PlanChoices;
import dev.perennial.invoice.InvoicePreview;
import dev.perennial.invoice.document.LineExplanations;
import dev.perennial.platform.security.CurrentVisitor;
import dev.perennial.platform.security.RequiresScope;
import dev.perennial.platform.web.PageController;
import dev.perennial.platform.web.PageQuery;
import dev.perennial.platform.web.PageReplies;
import dev.perennial.subscription.SubscriptionService;
import dev.perennial.subscription.SubscriptionSnapshot;
import dev.perennial.subscription.domain.SubscriptionStatus;

/** Who bought what, and what may be done about it. */
@PageController
@RequestMapping("/console/subscriptions")
class SubscriptionPages {
    private final SubscriptionService subscriptions;
    private final Changing changing;
    private final Pausing pausing;
    private final Cancelling cancelling;
    private final Previews previews;
    private final PlanChoices plans;
    private final AccountNames names;

    SubscriptionPages(
            SubscriptionService subscriptions,
            Changing changing,
            Pausing pausing,
            Cancelling cancelling,
            Previews previews,
            PlanChoices plans,
            AccountNames names) {
        this.subscriptions = subscriptions;
        this.changing = changing;
        this.pausing = pausing;
        this.cancelling = cancelling;
        this.previews = previews;
        this.plans = plans;
        this.names = names;
    }

    @GetMapping
    @RequiresScope("subscriptions:read")
    String list(
            @RequestParam(required = false) @Nullable UUID account,
            @RequestParam(required = false) @Nullable SubscriptionStatus status,
            @Valid PageQuery page,
            Model model) {
        var found = subscriptions.list(account, status, null, page);
        model.addAttribute("account", account);
        model.addAttribute("status", status);
        model.addAttribute("states", SubscriptionStatus.values());
        model.addAttribute("subscriptions", found);
        model.addAttribute(
                "names",
                names.of(found.data().stream()
                        .map(SubscriptionSnapshot::accountId)
                        .toList()));
        return "console/subscriptions";
    }

    @GetMapping("/{id}")
    @RequiresScope("subscriptions:read")
    String show(@PathVariable UUID id, Model model) {
        var subscription = subscriptions.get(id);
        model.addAttribute("subscription", subscription);
        model.addAttribute("name", names.of(List.of(subscription.accountId())).get(subscription.accountId()));
        model.addAttribute(
                "plans", CurrentVisitor.get().can("plans:read") ? plans.pricedIn(subscription.currency()) : List.of());
        return "console/subscription";
    }

    @GetMapping("/{id}/upcoming-invoice")
    @RequiresScope("subscriptions:read")
    String upcoming(@PathVariable UUID id, Model model) {
        return preview(previews.upcoming(id), model);
    }

    @PostMapping("/{id}/change/preview")
    @RequiresScope("subscriptions:read")
    String previewChange(@PathVariable UUID id, @Valid @ModelAttribute ChangeSubscription change, Model model) {
        return preview(changing.preview(id, change), model);
    }

    private static String preview(InvoicePreview preview, Model model) {
        model.addAttribute("preview", preview);
        model.addAttribute("explained", LineExplanations.of(preview.lines(), preview.currency(), Locale.US));
        return "console/preview :: preview";
    }

    @PostMapping("/{id}/change")
    @RequiresScope("subscriptions:write")
    ResponseEntity<Void> change(
            @PathVariable UUID id, @Valid @ModelAttribute ChangeSubscription change, HttpServletRequest request) {
        changing.change(id, change);
        return done(id, change.effective() == Effective.PERIOD_END ? "change_planned" : "changed", request);
    }

    @PostMapping("/{id}/pending-change/drop")
    @RequiresScope("subscriptions:write")
    ResponseEntity<Void> dropChange(@PathVariable UUID id, HttpServletRequest request) {
        changing.dropPendingChange(id);
        return done(id, "change_dropped", request);
    }

    /** @param resumeAt midnight in UTC of a day; for good if absent */
    @PostMapping("/{id}/pause")
    @RequiresScope("subscriptions:write")
    ResponseEntity<Void> pause(
            @PathVariable UUID id,
            @RequestParam(required = false) @Nullable LocalDate resumeAt,
            HttpServletRequest request) {
        pausing.pause(id, resumeAt == null ? null : resumeAt.atStartOfDay().toInstant(ZoneOffset.UTC));
        return done(id, "paused", request);
    }

    @PostMapping("/{id}/resume")
    @RequiresScope("subscriptions:write")
    ResponseEntity<Void> resume(@PathVariable UUID id, HttpServletRequest request) {
        pausing.resume(id);
        return done(id, "resumed", request);
    }

    /** When a cancellation takes effect, and what becomes of time that was paid for. */
    enum Cancellation {
        PERIOD_END,
        NOW_WITH_CREDIT,
        NOW_WITHOUT_CREDIT
    }

    @PostMapping("/{id}/cancel")
    @RequiresScope("subscriptions:write")
    ResponseEntity<Void> cancel(@PathVariable UUID id, @RequestParam Cancellation at, HttpServletRequest request) {
        switch (at) {
            case PERIOD_END -> cancelling.cancelAtPeriodEnd(id);
            case NOW_WITH_CREDIT -> cancelling.cancelNow(id, true);
            case NOW_WITHOUT_CREDIT -> cancelling.cancelNow(id, false);
        }
        return done(id, "cancelled", request);
    }

    @PostMapping("/{id}/reactivate")
    @RequiresScope("subscriptions:write")
    ResponseEntity<Void> reactivate(@PathVariable UUID id, HttpServletRequest request) {
        cancelling.reactivate(id);
        return done(id, "reactivated", request);
    }

    private static ResponseEntity<Void> done(UUID id, String what, HttpServletRequest request) {
        return PageReplies.done("/console/subscriptions/" + id, what, request);
    }
}
