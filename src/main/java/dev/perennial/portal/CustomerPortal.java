package dev.perennial.portal;

import java.net.URI;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Service;

import dev.perennial.account.AccountService;
import dev.perennial.account.AccountSnapshot;
import dev.perennial.account.PaymentMethodService;
import dev.perennial.account.PaymentMethodSnapshot;
import dev.perennial.billing.Cancelling;
import dev.perennial.billing.ChangeSubscription;
import dev.perennial.billing.Changing;
import dev.perennial.billing.Previews;
import dev.perennial.invoice.InvoicePreview;
import dev.perennial.invoice.InvoiceService;
import dev.perennial.invoice.InvoiceSnapshot;
import dev.perennial.invoice.document.InvoiceDocuments;
import dev.perennial.invoice.document.InvoiceDocuments.PdfDocument;
import dev.perennial.payment.domain.SetupStatus;
import dev.perennial.payment.method.PaymentMethodSetupSnapshot;
import dev.perennial.payment.method.PaymentMethods;
import dev.perennial.plan.PlanService;
import dev.perennial.plan.PlanSnapshot;
import dev.perennial.platform.web.Page;
import dev.perennial.platform.web.PageQuery;
import dev.perennial.shared.error.DomainException;
import dev.perennial.shared.error.ErrorKind;
import dev.perennial.subscription.SubscriptionService;
import dev.perennial.subscription.SubscriptionSnapshot;
import dev.perennial.subscription.domain.SubscriptionStatus;
import dev.perennial.tenant.PortalPolicy;
import dev.perennial.tenant.TenantService;
import dev.perennial.usage.RunningCost;
import dev.perennial.usage.RunningCosts;

/**
 * What a customer sees and does. Every method takes his account, and what belongs to another one does not exist for
 * him: it fails as if the id had never been given out.
 */
@Service
public class CustomerPortal {
    private static final int SUBSCRIPTIONS_MAX = 50;
    private final AccountService accounts;
    private final PaymentMethodService methods;
    private final PaymentMethods gatewayMethods;
    private final SubscriptionService subscriptions;
    private final PlanService plans;
    private final RunningCosts costs;
    private final InvoiceService invoices;
    private final InvoiceDocuments documents;
    private final Previews previews;
    private final Changing changing;
    private final Cancelling cancelling;
    private final TenantService tenants;

    CustomerPortal(
            AccountService accounts,
            PaymentMethodService methods,
            PaymentMethods gatewayMethods,
            SubscriptionService subscriptions,
            PlanService plans,
            RunningCosts costs,
            InvoiceService invoices,
            InvoiceDocuments documents,
            Previews previews,
            Changing changing,
            Cancelling cancelling,
            TenantService tenants) {
        this.accounts = accounts;
        this.methods = methods;
        this.gatewayMethods = gatewayMethods;
        this.subscriptions = subscriptions;
        this.plans = plans;
        this.costs = costs;
        this.invoices = invoices;
        this.documents = documents;
        this.previews = previews;
        this.changing = changing;
        this.cancelling = cancelling;
        this.tenants = tenants;
    }

    /**
     * A subscription with what a customer asks about it.
     *
     * @param next null when nothing more will be billed, or not for now
     * @param laterPlan that a change which waits for the end of the period leads to
     */
    public record Held(
            SubscriptionSnapshot subscription,
            PlanSnapshot plan,
            @Nullable PlanSnapshot laterPlan,
            List<RunningCost> usage,
            @Nullable InvoicePreview next,
            boolean canChange,
            boolean canCancel,
            boolean canStay) {}

    /** The account. Fails with {@code account_not_found}. */
    public AccountSnapshot account(UUID accountId) {
        return accounts.get(accountId);
    }

    /** Subscriptions that have not ended, newest first. */
    public List<Held> subscriptions(UUID accountId) {
        var policy = tenants.settings().portalOrNone();
        return subscriptions.list(accountId, null, null, new PageQuery(SUBSCRIPTIONS_MAX, null)).data().stream()
                .filter(subscription -> subscription.status() != SubscriptionStatus.CANCELLED)
                .map(subscription -> held(subscription, policy))
                .toList();
    }

    /** Fails with {@code subscription_not_found}. */
    public Held subscription(UUID accountId, UUID id) {
        return held(own(accountId, id), tenants.settings().portalOrNone());
    }

    private Held held(SubscriptionSnapshot subscription, PortalPolicy policy) {
        var later = subscription.pendingChange();
        var plan = plan(subscription.plan());
        boolean runs = subscription.status() != SubscriptionStatus.CANCELLED;
        return new Held(
                subscription,
                plan,
                later == null ? null : plan(later.plan()),
                costs.of(subscription.id()),
                upcoming(subscription),
                runs && !offered(subscription, policy).isEmpty() && !subscription.cancelAtPeriodEnd(),
                runs && policy.allowsCancel() && !subscription.cancelAtPeriodEnd(),
                runs && policy.allowsCancel() && subscription.cancelAtPeriodEnd());
    }

    /** At the version that the subscription has: the latest may be called something else. */
    private PlanSnapshot plan(SubscriptionSnapshot.PlanReference reference) {
        return plans.versions(reference.id()).stream()
                .filter(version -> version.version() == reference.version())
                .findFirst()
                .orElseThrow();
    }

    /** Some subscriptions bill nothing more, or nothing for now; that is no failure here. */
    private @Nullable InvoicePreview upcoming(SubscriptionSnapshot subscription) {
        try {
            return previews.upcoming(subscription.id());
        } catch (DomainException e) {
            return null;
        }
    }

    /**
     * Plans that a subscription may move to, in the order in which the tenant offers them. Fails with
     * {@code subscription_not_found}.
     */
    public List<PlanSnapshot> offers(UUID accountId, UUID id) {
        return offered(own(accountId, id), tenants.settings().portalOrNone());
    }

    private List<PlanSnapshot> offered(SubscriptionSnapshot subscription, PortalPolicy policy) {
        return plans.findAllByCode(policy.offeredPlans()).stream()
                .filter(plan -> plan.active()
                        && !plan.code().equals(subscription.plan().code())
                        && plan.charges().stream()
                                .allMatch(charge ->
                                        charge.priceIn(subscription.currency()).isPresent()))
                .toList();
    }

    /** The invoice that moving to a plan now would make. Fails as {@link #change}. */
    public InvoicePreview preview(UUID accountId, UUID id, String planCode) {
        requireOffered(accountId, id, planCode);
        return changing.preview(id, to(planCode));
    }

    /**
     * Moves a subscription to a plan, now. Fails with {@code subscription_not_found}, {@code plan_not_offered}, and as
     * {@link Changing#change}.
     */
    public SubscriptionSnapshot change(UUID accountId, UUID id, String planCode) {
        requireOffered(accountId, id, planCode);
        return changing.change(id, to(planCode));
    }

    private static ChangeSubscription to(String planCode) {
        return new ChangeSubscription(null, planCode, null, ChangeSubscription.Effective.NOW, null);
    }

    private void requireOffered(UUID accountId, UUID id, String planCode) {
        if (offers(accountId, id).stream().noneMatch(plan -> plan.code().equals(planCode))) {
            throw refused("plan_not_offered", "This plan is not among those that are offered here.");
        }
    }

    /**
     * Cancels at the end of the period. Fails with {@code subscription_not_found}, {@code cancel_not_offered}, and as
     * {@link Cancelling}.
     */
    public SubscriptionSnapshot cancel(UUID accountId, UUID id) {
        requireCancelOffered(accountId, id);
        return cancelling.cancelAtPeriodEnd(id);
    }

    /**
     * Takes that back. Fails with {@code subscription_not_found}, {@code cancel_not_offered}, and as
     * {@link Cancelling}.
     */
    public SubscriptionSnapshot stay(UUID accountId, UUID id) {
        requireCancelOffered(accountId, id);
        return cancelling.reactivate(id);
    }

    private void requireCancelOffered(UUID accountId, UUID id) {
        own(accountId, id);
        if (!tenants.settings().portalOrNone().allowsCancel()) {
            throw refused("cancel_not_offered", "Cancelling is not offered here.");
        }
    }

    private SubscriptionSnapshot own(UUID accountId, UUID id) {
        var subscription = subscriptions.get(id);
        if (!subscription.accountId().equals(accountId)) {
            throw DomainException.notFound("subscription", id);
        }
        return subscription;
    }

    /** Final invoices, newest first. Drafts are nobody's business yet. */
    public Page<InvoiceSnapshot> invoices(UUID accountId, PageQuery page) {
        var found = invoices.list(new InvoiceService.Filter(accountId, null, null, null, null), page);
        return new Page<>(
                found.data().stream()
                        .filter(invoice -> invoice.number() != null)
                        .toList(),
                found.nextCursor());
    }

    /** Fails with {@code invoice_not_found}, {@code invoice_too_long}, {@code renderer_busy}. */
    public PdfDocument pdf(UUID accountId, UUID invoiceId) {
        var invoice = invoices.get(invoiceId);
        if (!invoice.accountId().equals(accountId) || invoice.number() == null) {
            throw DomainException.notFound("invoice", invoiceId);
        }
        return documents.pdf(invoiceId);
    }

    /** How the account pays, if it has said so. */
    public Optional<PaymentMethodSnapshot> paymentMethod(UUID accountId) {
        return methods.list(accountId).stream()
                .filter(PaymentMethodSnapshot::isDefault)
                .findFirst();
    }

    /**
     * A page of the gateway on which the customer enters how he wants to pay from now on. Fails as {@link
     * PaymentMethods#beginSetup}.
     *
     * @param setupId of the page, to ask about it
     * @param back where the gateway sends him, done or not
     */
    public PaymentMethodSetupSnapshot beginPaymentMethod(UUID accountId, UUID setupId, URI back) {
        return gatewayMethods.beginSetup(setupId, accountId, back);
    }

    /** Whether a customer entered something on such a page. Fails with {@code payment_method_setup_not_found}. */
    public boolean hasEntered(UUID accountId, UUID setupId) {
        var setup = gatewayMethods.setup(setupId);
        if (!setup.accountId().equals(accountId)) {
            throw DomainException.notFound("payment_method_setup", setupId);
        }
        return setup.status() == SetupStatus.COMPLETED;
    }

    private static DomainException refused(String code, String detail) {
        return new DomainException(ErrorKind.FORBIDDEN, code, detail, List.of());
    }
}
