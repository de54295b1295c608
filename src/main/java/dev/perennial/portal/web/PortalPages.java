package dev.perennial.portal.web;

import java.nio.charset.StandardCharsets;
import java.util.UUID;

import jakarta.servlet.http.HttpServletRequest;

import org.jspecify.annotations.Nullable;
import org.springframework.http.MediaType;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.servlet.ModelAndView;
import org.springframework.web.servlet.support.ServletUriComponentsBuilder;

import dev.perennial.platform.security.CurrentVisitor;
import dev.perennial.platform.security.OpenToVisitors;
import dev.perennial.platform.web.Documents;
import dev.perennial.platform.web.PageController;
import dev.perennial.platform.web.PageQuery;
import dev.perennial.platform.web.PageReplies;
import dev.perennial.portal.CustomerPortal;
import dev.perennial.shared.id.UuidV7;
import dev.perennial.tenant.TenantService;

/** What a customer sees and does in a visit. */
@PageController
@OpenToVisitors
@RequestMapping("/portal")
class PortalPages {
    private static final int INVOICES_AT_START = 6;
    private static final MediaType CSS = new MediaType("text", "css", StandardCharsets.UTF_8);
    private final CustomerPortal portal;
    private final TenantService tenants;

    PortalPages(CustomerPortal portal, TenantService tenants) {
        this.portal = portal;
        this.tenants = tenants;
    }

    private static UUID account() {
        var account = CurrentVisitor.get().accountId();
        if (account == null) {
            throw new IllegalStateException("A visitor of the portal has an account");
        }
        return account;
    }

    @GetMapping
    ModelAndView start() {
        return new ModelAndView("portal/start")
                .addObject("subscriptions", portal.subscriptions(account()))
                .addObject("method", portal.paymentMethod(account()).orElse(null))
                .addObject("invoices", portal.invoices(account(), new PageQuery(INVOICES_AT_START, null)));
    }

    @GetMapping("/invoices")
    ModelAndView invoices(@RequestParam(required = false) @Nullable String cursor) {
        return new ModelAndView("portal/invoices")
                .addObject("invoices", portal.invoices(account(), new PageQuery(null, cursor)))
                .addObject("later", cursor != null);
    }

    @GetMapping("/invoices/{id}/pdf")
    ResponseEntity<byte[]> pdf(@PathVariable UUID id) {
        var file = portal.pdf(account(), id);
        return Documents.file(MediaType.APPLICATION_PDF, file.bytes(), file.fileName());
    }

    /** @param plan one that was chosen, to see what it would cost */
    @GetMapping("/subscriptions/{id}/change")
    ModelAndView change(@PathVariable UUID id, @RequestParam(required = false) @Nullable String plan) {
        return new ModelAndView("portal/change")
                .addObject("held", portal.subscription(account(), id))
                .addObject("offers", portal.offers(account(), id))
                .addObject("chosen", plan)
                .addObject("preview", plan == null ? null : portal.preview(account(), id, plan));
    }

    @PostMapping("/subscriptions/{id}/change")
    Object changed(@PathVariable UUID id, @RequestParam String plan, HttpServletRequest request) {
        portal.change(account(), id, plan);
        return done("changed", request);
    }

    @GetMapping("/subscriptions/{id}/cancel")
    ModelAndView cancel(@PathVariable UUID id) {
        return new ModelAndView("portal/cancel").addObject("held", portal.subscription(account(), id));
    }

    @PostMapping("/subscriptions/{id}/cancel")
    Object cancelled(@PathVariable UUID id, HttpServletRequest request) {
        portal.cancel(account(), id);
        return done("cancelled", request);
    }

    @PostMapping("/subscriptions/{id}/stay")
    Object stay(@PathVariable UUID id, HttpServletRequest request) {
        portal.stay(account(), id);
        return done("stayed", request);
    }

    /** Leads to the gateway's page by a link: a form may not be answered with the address of another site. */
    @PostMapping("/payment-method")
    ModelAndView enterPaymentMethod() {
        var here = ServletUriComponentsBuilder.fromCurrentContextPath().build().toUri();
        var setupId = UuidV7.next();
        var setup = portal.beginPaymentMethod(account(), setupId, here.resolve("/portal/back?setup=" + setupId));
        return new ModelAndView("pages/onward")
                .addObject("to", setup.reachedAt(here).url())
                .addObject("title", "To the payment page");
    }

    @GetMapping("/payment-method/{setupId}")
    Object paymentMethodEntered(@PathVariable UUID setupId, HttpServletRequest request) {
        return done(portal.hasEntered(account(), setupId) ? "payment_method" : "no_payment_method", request);
    }

    private static Object done(String notice, HttpServletRequest request) {
        return PageReplies.done("/portal", notice, request);
    }

    /** The tenant's colour, as a file: pages may have no styles of their own. */
    @GetMapping("/brand.css")
    ResponseEntity<String> brand() {
        return ResponseEntity.ok()
                .contentType(CSS)
                .body(BrandStyle.of(tenants.settings().brandingOrNone().brandColor()));
    }
}
