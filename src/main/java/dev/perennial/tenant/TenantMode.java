package dev.perennial.tenant;

/** Whether a tenant's money is real. Test tenants may move their clock. */
public enum TenantMode {
    TEST,
    LIVE;

    /** What keys of such a tenant start with. */
    String keyPrefix() {
        return this == TEST ? "prn_test_" : "prn_live_";
    }
}
