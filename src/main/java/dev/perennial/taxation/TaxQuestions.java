package dev.perennial.taxation;

import java.util.List;
import java.util.Optional;
import java.util.UUID;

import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;
import org.springframework.transaction.annotation.Propagation;
import org.springframework.transaction.annotation.Transactional;

import dev.perennial.account.AccountService;
import dev.perennial.platform.tenancy.CurrentTenant;
import dev.perennial.tax.TaxAnswer;
import dev.perennial.tax.TaxProvider;
import dev.perennial.tax.TaxQuestion;
import dev.perennial.tax.domain.VatId;

/** Puts questions about accounts to the provider, if there is one. */
@Component
class TaxQuestions {
    private static final String NO_PROVIDER = "tax_provider_not_configured";
    private final AccountService accounts;
    private final Optional<TaxProvider> provider;

    TaxQuestions(AccountService accounts, Optional<TaxProvider> provider) {
        this.accounts = accounts;
        this.provider = provider;
    }

    /** Either what is to be asked, or what has to be put right before. */
    record Draft(@Nullable TaxQuestion question, TaxAnswer.@Nullable Refused refused) {}

    @Transactional(readOnly = true)
    public Draft about(UUID accountId, @Nullable String key, String currency, List<TaxQuestion.Item> items) {
        var account = accounts.get(accountId);
        var address = account.address();
        if (address == null || address.country() == null) {
            return new Draft(
                    null,
                    new TaxAnswer.Refused(
                            "tax_location_missing",
                            "The account has no country: give it an address (address.country)."));
        }
        var place = new TaxQuestion.Place(
                address.country(),
                address.state(),
                address.city(),
                address.postalCode(),
                address.line1(),
                address.line2());
        var vatId =
                account.taxId() == null ? null : VatId.parse(account.taxId()).orElse(null);
        return new Draft(new TaxQuestion(key, currency, place, vatId, account.taxExempt(), items), null);
    }

    /** Asks, which takes as long as the network does. */
    @Transactional(propagation = Propagation.NEVER)
    public TaxAnswer ask(TaxQuestion question) {
        var answering = answering();
        return answering.isPresent() ? answering.get().calculate(question) : new TaxAnswer.Unavailable(NO_PROVIDER);
    }

    /** Who answers for the current tenant. */
    Optional<TaxProvider> answering() {
        return provider.filter(one -> one.serves(CurrentTenant.scope().testMode()));
    }
}
