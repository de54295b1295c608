package dev.perennial.console.web;

import java.util.List;
import java.util.stream.Stream;

import jakarta.servlet.http.HttpServletRequest;

import org.jspecify.annotations.Nullable;
import org.springframework.ui.Model;
import org.springframework.web.bind.annotation.ControllerAdvice;
import org.springframework.web.bind.annotation.ModelAttribute;
import org.springframework.web.bind.annotation.RequestParam;

import dev.perennial.platform.security.CurrentVisitor;
import dev.perennial.platform.security.PageVisitor;
import dev.perennial.platform.web.PageForms;
import dev.perennial.tenant.TenantMode;
import dev.perennial.tenant.TenantService;

/** What every page of the console shows: whose it is, who looks at it, and where one can go. */
@ControllerAdvice("dev.perennial.console.web")
class ConsoleModel implements PageForms {
    private static final List<Entry> PAGES = List.of(
            new Entry("overview", "Overview", "/console/overview", "analytics:read"),
            new Entry("accounts", "Accounts", "/console/accounts", "accounts:read"),
            new Entry("subscriptions", "Subscriptions", "/console/subscriptions", "subscriptions:read"),
            new Entry("invoices", "Invoices", "/console/invoices", "invoices:read"),
            new Entry("payments", "Payments", "/console/payments", "payments:read"),
            new Entry("dunning", "Dunning", "/console/dunning", "accounts:read"),
            new Entry("webhooks", "Webhooks", "/console/webhooks", "webhook-endpoints:read"),
            new Entry("audit", "Audit trail", "/console/audit", "audit-logs:read"));
    private static final Entry CLOCK = new Entry("clock", "Test clock", "/console/test-clock", "test-clock:read");
    private final TenantService tenants;

    ConsoleModel(TenantService tenants) {
        this.tenants = tenants;
    }

    /** A place to go. */
    public record Entry(String section, String label, String path, String scope) {}

    /** Whose data the pages show. */
    public record Shown(String name, boolean testMode) {}

    @ModelAttribute
    void fill(Model model, HttpServletRequest request, @RequestParam(required = false) @Nullable String done) {
        model.addAttribute("fmt", Format.INSTANCE);
        model.addAttribute("here", Here.of(request));
        CurrentVisitor.find().ifPresent(visitor -> {
            var tenant = tenants.current();
            var isTest = tenant.mode() == TenantMode.TEST;
            model.addAttribute("visitor", visitor);
            model.addAttribute("tenant", new Shown(tenant.name(), isTest));
            model.addAttribute("nav", entries(visitor, isTest));
            model.addAttribute("notice", Notices.text(done));
        });
    }

    private static List<Entry> entries(PageVisitor visitor, boolean isTest) {
        return Stream.concat(PAGES.stream(), isTest ? Stream.of(CLOCK) : Stream.of())
                .filter(entry -> visitor.can(entry.scope()))
                .toList();
    }
}
