package dev.perennial.invoice;

import java.util.Optional;

/** Port: the currency of the country where the current tenant is at home, if it said where that is. */
public interface LocalCurrency {

    Optional<String> code();
}
