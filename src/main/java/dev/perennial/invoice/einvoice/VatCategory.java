package dev.perennial.invoice.einvoice;

import org.jspecify.annotations.Nullable;

/** How the standard sorts what is taxed (UNCL 5305). */
enum VatCategory {
    STANDARD("S", null),
    ZERO("Z", null),
    EXEMPT("E", null),
    REVERSE_CHARGE("AE", "VATEX-EU-AE"),
    /** Not subject to VAT; whatever else stands on the document has to be so, too. */
    OUT_OF_SCOPE("O", "VATEX-EU-O");

    private final String code;
    private final @Nullable String reasonCode;

    VatCategory(String code, @Nullable String reasonCode) {
        this.code = code;
        this.reasonCode = reasonCode;
    }

    String code() {
        return code;
    }

    /** Why no tax is due, by the list of the European Commission; null where the words alone have to say it. */
    @Nullable String reasonCode() {
        return reasonCode;
    }

    /** Whether a percentage stands beside it. */
    boolean hasRate() {
        return this != OUT_OF_SCOPE;
    }
}
