package dev.perennial.tax;

import dev.perennial.tax.domain.VatId;
import dev.perennial.tax.domain.VatIdStatus;

/** Port: who knows which VAT ids were issued. */
public interface VatIdRegistry {

    /** Whether there is somebody to ask at all. */
    boolean isAvailable();

    /**
     * What the registry says; UNKNOWN if it does not answer, for whatever reason. Takes as long as the network does.
     */
    VatIdStatus check(VatId id);
}
