package dev.perennial.console.web;

import java.util.List;

import jakarta.servlet.http.HttpServletRequest;

import org.jspecify.annotations.Nullable;
import org.springframework.ui.Model;
import org.springframework.web.bind.annotation.ControllerAdvice;
import org.springframework.web.bind.annotation.ModelAttribute;
import org.springframework.web.bind.annotation.RequestParam;

import dev.perennial.platform.security.CurrentVisitor;
import dev.perennial.platform.security.PageVisitor;
import dev.perennial.tenant.TenantMode;
import dev.perennial.tenant.TenantService;

/** What every page of the console shows: whose it is, who looks at it, and where one can go. */
@ControllerAdvice("dev.perennial.console.web")
class ConsoleModel {
    private static final List<Entry> PAGES =
            List.of(new Entry("audit", "Audit trail", "/console/audit", "audit-logs:read"));
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
            model.addAttribute("nav", entries(visitor));
            model.addAttribute("notice", Notices.text(done));
        });
    }

    private static List<Entry> entries(PageVisitor visitor) {
        return PAGES.stream().filter(entry -> visitor.can(entry.scope())).toList();
    }
}
