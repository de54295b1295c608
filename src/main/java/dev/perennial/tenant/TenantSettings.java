package dev.perennial.tenant;

import java.util.Set;

import jakarta.validation.Valid;
import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;
import jakarta.validation.constraints.NotBlank;
import jakarta.validation.constraints.Pattern;
import jakarta.validation.constraints.Size;

import org.jspecify.annotations.Nullable;

import dev.perennial.shared.time.Granularity;

/**
 * What a tenant chooses for itself.
 *
 * @param name the company, as customers read it on invoices
 * @param invoicePrefix what invoice numbers start with
 * @param defaultCurrency used where an account names none
 * @param granularity in what steps new subscriptions are billed; whole days if absent
 * @param invoiceFooter a line at the foot of each invoice
 * @param branding how invoices look; absent in settings stored before there was any
 * @param tax where the tenant is at home for tax; absent in settings stored before there was any
 * @param dunningPolicy how unpaid invoices are chased
 * @param emails what is written to customers by e-mail; nothing if absent
 * @param netTermsDays days from issue to due for new accounts that say nothing else; none if absent
 * @param lateFee what it costs to pay late; nothing if absent
 * @param portal what customers may do by themselves; look and pay if absent
 */
public record TenantSettings(
        @NotBlank @Size(max = 200) String name,

        @NotBlank @Pattern(regexp = "[A-Z0-9][A-Z0-9-]{0,11}", message = "must be 1 to 12 of A-Z, 0-9 and -") String invoicePrefix,

        @NotBlank @Pattern(regexp = "[A-Z]{3}", message = "must be an ISO 4217 code such as USD") String defaultCurrency,

        @Nullable Granularity granularity,
        @Nullable @Size(max = 500) String invoiceFooter,
        @Nullable @Valid Branding branding,
        @Nullable @Valid TaxDetails tax,
        @Nullable @Valid DunningPolicy dunningPolicy,
        @Nullable Set<EmailKind> emails,
        @Nullable @Min(0) @Max(365) Integer netTermsDays,
        @Nullable @Valid LateFeePolicy lateFee,
        @Nullable @Valid PortalPolicy portal) {

    public static TenantSettings named(String name) {
        return new TenantSettings(name, "INV", "USD", Granularity.DAY, null, null, null, null, null, null, null, null);
    }

    public TenantSettings in(String currency) {
        return new TenantSettings(
                name,
                invoicePrefix,
                currency,
                granularity,
                invoiceFooter,
                branding,
                tax,
                dunningPolicy,
                emails,
                netTermsDays,
                lateFee,
                portal);
    }

    public Granularity granularityOrDay() {
        return granularity == null ? Granularity.DAY : granularity;
    }

    public TaxDetails taxOrNone() {
        return tax == null ? TaxDetails.NONE : tax;
    }

    /** The policy, in which nothing is absent. */
    public DunningPolicy dunningPolicyOrDefault() {
        return DunningPolicy.complete(dunningPolicy);
    }

    public Set<EmailKind> emailsOrNone() {
        return emails == null ? Set.of() : emails;
    }

    /** Days from issue to due, for accounts that say nothing else. */
    public int netTermsDaysOrNone() {
        return netTermsDays == null ? 0 : netTermsDays;
    }

    public PortalPolicy portalOrNone() {
        return portal == null ? PortalPolicy.NONE : portal;
    }

    public Branding brandingOrNone() {
        return branding == null ? Branding.NONE : branding;
    }
}
