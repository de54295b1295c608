package dev.perennial.portal.web;

import java.util.Map;
import java.util.Objects;

import org.jspecify.annotations.Nullable;
import org.springframework.ui.Model;
import org.springframework.web.bind.annotation.ControllerAdvice;
import org.springframework.web.bind.annotation.ModelAttribute;
import org.springframework.web.bind.annotation.RequestParam;

import dev.perennial.platform.security.CurrentVisitor;
import dev.perennial.platform.web.PageForms;
import dev.perennial.portal.CustomerPortal;
import dev.perennial.portal.PortalArea;
import dev.perennial.tenant.TenantService;

/** What every page of a visit shows: whose customer this is, and which. */
@ControllerAdvice("dev.perennial.portal.web")
class PortalModel implements PageForms {
    /** What was done. The address names one of these, so that nobody can make a page say more. */
    private static final Map<String, String> NOTICES = Map.of(
            "changed", "Your plan was changed.",
            "cancelled", "Your subscription will end with the period that is paid for.",
            "stayed", "Your subscription goes on.",
            "payment_method", "Your payment method was saved.",
            "no_payment_method", "No payment method was saved.");

    private final TenantService tenants;
    private final CustomerPortal portal;
    private final PortalArea area;

    PortalModel(TenantService tenants, CustomerPortal portal, PortalArea area) {
        this.tenants = tenants;
        this.portal = portal;
        this.area = area;
    }

    /** The company as its customers see it. */
    public record Company(
            String name, String logoText, @Nullable String supportEmail) {}

    @ModelAttribute
    void fill(Model model, @RequestParam(required = false) @Nullable String done) {
        CurrentVisitor.find().ifPresent(visitor -> {
            var settings = tenants.settings();
            var branding = settings.brandingOrNone();
            var logo = branding.logoText();
            var account = portal.account(Objects.requireNonNull(visitor.accountId()));
            model.addAttribute(
                    "company",
                    new Company(settings.name(), logo == null ? settings.name() : logo, branding.supportEmail()));
            model.addAttribute("account", account);
            model.addAttribute("fmt", new PortalFormat(account.timezone()));
            model.addAttribute("returnUrl", area.returnUrlOf(visitor).orElse(null));
            model.addAttribute("notice", done == null ? null : NOTICES.get(done));
        });
    }
}
