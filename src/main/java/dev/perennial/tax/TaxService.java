package dev.perennial.tax;

import java.time.Clock;
import java.time.Instant;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.UUID;

import org.springframework.stereotype.Service;
import org.springframework.transaction.annotation.Transactional;

import dev.perennial.account.TaxProfile;
import dev.perennial.account.TaxProfiles;
import dev.perennial.tax.domain.Buyer;
import dev.perennial.tax.domain.RateEntry;
import dev.perennial.tax.domain.SellerTax;
import dev.perennial.tax.domain.TaxRules;
import dev.perennial.tax.domain.TaxTreatment;
import dev.perennial.tax.domain.VatId;
import dev.perennial.tax.domain.VatIdStatus;

/** How accounts are taxed today. */
@Service
public class TaxService {
    private final TaxProfiles accounts;
    private final TaxRateStore rates;
    private final SellerTaxSettings settings;
    private final VatIdChecks vatIds;
    private final Clock clock;

    TaxService(TaxProfiles accounts, TaxRateStore rates, SellerTaxSettings settings, VatIdChecks vatIds, Clock clock) {
        this.accounts = accounts;
        this.rates = rates;
        this.settings = settings;
        this.vatIds = vatIds;
        this.clock = clock;
    }

    /** Whether the tenant's tax comes from a {@link TaxProvider}, so that its own rates are not looked at. */
    @Transactional(readOnly = true)
    public boolean asksProvider() {
        return settings.asksProvider();
    }

    /** How each of these accounts is taxed on an invoice of today: a handful of queries, however many there are. */
    @Transactional(readOnly = true)
    public Map<UUID, TaxTreatment> treatments(Collection<UUID> accountIds) {
        if (settings.asksProvider()) {
            return withoutRates(accountIds);
        }
        var seller = settings.sellerTax();
        // Most tenants begin without tax, and pay for one short look at an empty table.
        if (seller.country() == null && rates.isEmpty()) {
            return withoutRates(accountIds);
        }
        var profiles = accounts.of(new HashSet<>(accountIds));
        var table = rates.inUseIn(countries(profiles, seller));
        // Only from one EU country to another does an id change anything.
        var known = seller.country() == null ? Map.<UUID, VatIdStatus>of() : vatIds.statuses(accountIds);
        var now = clock.instant();
        var treatments = new HashMap<UUID, TaxTreatment>();
        for (var profile : profiles) {
            treatments.put(profile.accountId(), treatment(profile, statusOf(profile, known), seller, table, now));
        }
        return treatments;
    }

    private static Map<UUID, TaxTreatment> withoutRates(Collection<UUID> accountIds) {
        var none = new HashMap<UUID, TaxTreatment>();
        accountIds.forEach(id -> none.put(id, TaxTreatment.NO_RATE));
        return none;
    }

    private static Collection<String> countries(List<TaxProfile> profiles, SellerTax seller) {
        var countries = new HashSet<String>();
        if (seller.country() != null) {
            countries.add(seller.country());
        }
        for (var profile : profiles) {
            if (profile.country() != null) {
                countries.add(profile.country());
            }
        }
        return countries;
    }

    private static VatIdStatus statusOf(TaxProfile profile, Map<UUID, VatIdStatus> known) {
        return known.getOrDefault(profile.accountId(), VatIdStatus.UNKNOWN);
    }

    private static TaxTreatment treatment(
            TaxProfile profile, VatIdStatus status, SellerTax seller, List<RateEntry> table, Instant now) {
        var vatId =
                profile.taxId() == null ? null : VatId.parse(profile.taxId()).orElse(null);
        var buyer = new Buyer(
                profile.country(),
                profile.state(),
                profile.city(),
                vatId,
                status,
                profile.exempt(),
                now.atZone(profile.zone()).toLocalDate());
        return TaxRules.treatmentOf(buyer, seller, table);
    }
}
