package dev.perennial.payment.method;

import java.net.URI;
import java.util.List;
import java.util.UUID;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.stereotype.Service;
import org.springframework.transaction.annotation.Propagation;
import org.springframework.transaction.annotation.Transactional;

import dev.perennial.account.AttachedPaymentMethod;
import dev.perennial.account.BillingProfile;
import dev.perennial.account.BillingProfiles;
import dev.perennial.account.ImportedAccounts;
import dev.perennial.account.ImportedAccounts.ImportedMethod;
import dev.perennial.account.NewDefaultMethod;
import dev.perennial.account.PaymentMethodService;
import dev.perennial.account.PaymentMethodSnapshot;
import dev.perennial.payment.gateway.PaymentGateway;
import dev.perennial.payment.gateway.PaymentGateway.GatewayCustomer;
import dev.perennial.payment.gateway.PaymentGateway.GatewayRefusal;
import dev.perennial.payment.gateway.PaymentGateway.GatewayUnavailable;
import dev.perennial.payment.gateway.PaymentGateway.SetupPage;
import dev.perennial.platform.tenancy.CurrentTenant;
import dev.perennial.shared.error.DomainException;

/** Saves and forgets payment methods: first at the gateway, then here, with no transaction open in between. */
@Service
public class PaymentMethods {
    private static final Logger log = LoggerFactory.getLogger(PaymentMethods.class);
    private final PaymentGateway gateway;
    private final BillingProfiles accounts;
    private final PaymentMethodService methods;
    private final ImportedAccounts imported;
    private final NewDefaultMethod newDefaultMethod;
    private final PaymentMethodSetupService setups;

    PaymentMethods(
            PaymentGateway gateway,
            BillingProfiles accounts,
            PaymentMethodService methods,
            ImportedAccounts imported,
            NewDefaultMethod newDefaultMethod,
            PaymentMethodSetupService setups) {
        this.gateway = gateway;
        this.accounts = accounts;
        this.methods = methods;
        this.imported = imported;
        this.newDefaultMethod = newDefaultMethod;
        this.setups = setups;
    }

    /**
     * Attaches a method; with an id that exists already it returns that method. Fails with {@code account_not_found},
     * the gateway's own code when it refuses the token, {@code gateway_unavailable}.
     */
    public PaymentMethodSnapshot attach(UUID id, UUID accountId, String token, boolean makeDefault) {
        var account = accounts.of(accountId);
        var existing = methods.list(accountId).stream()
                .filter(method -> method.id().equals(id))
                .findFirst();
        if (existing.isPresent()) {
            return existing.get();
        }
        var customer = customer(account);
        try {
            var saved = gateway.attach(customer, token);
            var method = methods.attach(
                    new AttachedPaymentMethod(
                            id,
                            accountId,
                            gateway.name(),
                            saved.gatewayPaymentMethodId(),
                            saved.type(),
                            saved.brand(),
                            saved.last4(),
                            saved.expMonth(),
                            saved.expYear()),
                    saved.gatewayCustomerId(),
                    makeDefault);
            if (method.isDefault()) {
                newDefaultMethod.chargeWhatWaits(accountId);
            }
            return method;
        } catch (GatewayRefusal e) {
            throw DomainException.invalid("token", e.code(), String.valueOf(e.getMessage()));
        } catch (GatewayUnavailable e) {
            throw unavailable(e);
        }
    }

    /**
     * Takes over methods that the gateway holds already, of accounts that came from another billing system.
     *
     * @param methods with the gateway's references as the other system knew them
     */
    @Transactional(propagation = Propagation.MANDATORY)
    public void bringIn(List<ImportedMethod> methods) {
        imported.attach(methods.stream()
                .map(one -> new ImportedMethod(adopted(one.method()), one.gatewayCustomerId(), one.makeDefault()))
                .toList());
    }

    private AttachedPaymentMethod adopted(AttachedPaymentMethod method) {
        return new AttachedPaymentMethod(
                method.id(),
                method.accountId(),
                gateway.name(),
                gateway.adopt(method.gatewayPaymentMethodId()),
                method.type(),
                method.brand(),
                method.last4(),
                method.expMonth(),
                method.expYear());
    }

    /** What is stored with methods of the gateway in use. */
    public String gatewayName() {
        return gateway.name();
    }

    /**
     * Makes a page of the gateway on which the customer enters a payment method; with an id that exists already it
     * returns that page. Fails with {@code account_not_found}, the gateway's own code when it refuses the addresses,
     * {@code gateway_unavailable}.
     *
     * @param page its {@code setupId} is the id of the new object
     */
    public PaymentMethodSetupSnapshot beginSetup(UUID accountId, SetupPage page, boolean makeDefault) {
        var account = accounts.of(accountId);
        var existing = setups.find(page.setupId());
        if (existing.isPresent()) {
            return existing.get();
        }
        var customer = customer(account);
        try {
            return setups.create(
                    page.setupId(), accountId, gateway.name(), gateway.beginSetup(customer, page), makeDefault);
        } catch (GatewayRefusal e) {
            throw DomainException.invalid("return_url", e.code(), String.valueOf(e.getMessage()));
        } catch (GatewayUnavailable e) {
            throw unavailable(e);
        }
    }

    /**
     * As {@link #beginSetup(UUID, SetupPage, boolean)}, for the account's default method; done or not, the customer
     * goes {@code back}.
     */
    public PaymentMethodSetupSnapshot beginSetup(UUID id, UUID accountId, URI back) {
        return beginSetup(accountId, new SetupPage(id, back, back), true);
    }

    /**
     * A page for a payment method, after the gateway was asked about one that is open. Fails with {@code
     * payment_method_setup_not_found}.
     */
    public PaymentMethodSetupSnapshot setup(UUID id) {
        setups.get(id);
        setups.openAt(id, gateway.name()).ifPresent(gatewayId -> {
            try {
                setups.settle(id, gateway.lookUpSetup(gatewayId));
            } catch (GatewayUnavailable e) {
                log.warn("The payment gateway does not tell what became of page {}", id, e);
            }
        });
        return setups.get(id);
    }

    private GatewayCustomer customer(BillingProfile account) {
        if (!gateway.serves(CurrentTenant.scope().testMode())) {
            throw notConfigured();
        }
        return new GatewayCustomer(
                CurrentTenant.id(), account.accountId(), account.name(), account.email(), account.gatewayCustomerId());
    }

    /** Detaches a method for good. Fails with {@code payment_method_not_found}, {@code gateway_unavailable}. */
    public PaymentMethodSnapshot detach(UUID id) {
        var method = methods.find(id).orElseThrow(() -> DomainException.notFound("payment_method", id));
        try {
            gateway.detach(method.gatewayPaymentMethodId());
        } catch (GatewayUnavailable e) {
            throw unavailable(e);
        }
        return methods.detach(id);
    }

    /** That nobody can be charged in the mode of this key: {@code gateway_not_configured}. */
    public static DomainException notConfigured() {
        return DomainException.conflict(
                "gateway_not_configured", "No payment gateway is configured for the mode of this API key.");
    }

    /** That the gateway could not be asked, for whatever changes nothing without it: {@code gateway_unavailable}. */
    public static DomainException unavailable(GatewayUnavailable e) {
        log.warn("The payment gateway does not answer", e);
        return DomainException.unavailable(
                "gateway_unavailable", "The payment gateway does not answer. Nothing was changed; retry shortly.");
    }
}
