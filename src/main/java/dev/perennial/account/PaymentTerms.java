package dev.perennial.account;

/** Port: how long customers of the current tenant have to pay. */
public interface PaymentTerms {

    /** Days from issue to due, for accounts that say nothing else. */
    int netTermsDays();
}
