package dev.perennial.usage;

import java.util.List;
import java.util.UUID;

import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.dao.DataAccessException;

import dev.perennial.platform.config.Misconfiguration;
import dev.perennial.platform.tenancy.CurrentTenant;
import dev.perennial.platform.tenancy.TenantScopes;
import dev.perennial.support.Api;
import dev.perennial.support.PerennialIT;
import dev.perennial.support.TestTenants;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

/** What is forgotten of usage, and what is not. Its years are its own: no other test has events there. */
class UsageRetentionIT extends PerennialIT {
    @Autowired
    private UsageKeyCleanUp keys;

    @Autowired
    private UsageStore store;

    @Autowired
    private TenantScopes scopes;

    private record Seller(Api api, String subscription) {
        Api.Answer report(String key, String timestamp) {
            return api.post("/v1/usage", """
                            {"subscription_id": "%s", "metric": "calls", "quantity": 1, "timestamp": "%s", "idempotency_key": "%s"}""".formatted(subscription, timestamp, key));
        }

        String status(String key, String timestamp) {
            return report(key, timestamp).expect(202).text("status");
        }

        void end() {
            api.post("/v1/subscriptions/" + subscription + "/cancel", "{\"at\": \"NOW\", \"unused_time\": \"NONE\"}")
                    .expect(200);
        }
    }

    private Seller seller(String clock) {
        var api = newTenant(clock);
        api.post("/v1/plans", """
                        {"code": "metered", "name": "Metered", "interval": "YEAR", "charges": [
                          {"code": "calls", "type": "USAGE", "model": "PER_UNIT", "metric": "calls",
                           "prices": [{"currency": "USD", "unit_amount": "1"}]}]}""").expect(201);
        return new Seller(
                api,
                api.post("/v1/subscriptions", """
                                {"account_id": "%s", "plan_code": "metered", "collection": "SEND_INVOICE"}""".formatted(api.account("UTC")))
                        .expect(201)
                        .text("id"));
    }

    private void inScopeOf(Seller seller, Runnable work) {
        var tenant = TestTenants.tenantOf(owner(), seller.api.key());
        CurrentTenant.runAs(scopes.open(tenant, "job:usage-keys", null), work);
    }

    @Test
    void forgetsKeysAfterNinetyDaysOfTheTenantsOwnTime() {
        var seller = seller("2026-01-01T00:00:00Z");
        var other = seller("2026-01-01T00:00:00Z");
        assertThat(seller.status("k1", "2026-01-01T00:00:00Z")).isEqualTo("ACCEPTED");
        other.report("k1", "2026-01-01T00:00:00Z").expect(202);

        seller.api.advanceTo("2026-04-01T00:00:00Z");
        inScopeOf(seller, keys::forgetOld);
        assertThat(seller.status("k1", "2026-04-01T00:00:00Z")).isEqualTo("DUPLICATE");

        seller.api.advanceTo("2026-04-01T00:00:01Z");
        inScopeOf(seller, keys::forgetOld);
        assertThat(seller.status("k1", "2026-04-01T00:00:01Z")).isEqualTo("ACCEPTED");
        assertThat(other.status("k1", "2026-01-01T00:00:00Z")).isEqualTo("DUPLICATE");
    }

    @Test
    void keepsKeysForAsLongAsTheirEventsMayComeAgainWhateverItIsTold() {
        var seller = seller("2026-01-01T00:00:00Z");
        seller.report("k1", "2026-01-01T00:00:00Z").expect(202);
        seller.api.advanceTo("2026-02-06T00:00:00Z");

        inScopeOf(seller, () -> assertThat(store.forgetKeys(1, 100)).isZero());
        seller.api.advanceTo("2026-02-06T00:00:01Z");
        inScopeOf(seller, () -> assertThat(store.forgetKeys(1, 100)).isOne());

        assertThatThrownBy(() -> new UsageProperties(35, 26)).isInstanceOf(Misconfiguration.class);
        assertThatThrownBy(() -> new UsageProperties(36, 13)).isInstanceOf(Misconfiguration.class);
        assertThat(new UsageProperties(36, 14).keyDays()).isEqualTo(36);
    }

    @Test
    void dropsMonthsPastKeepingButNeverOneThatIsStillToBeBilled() {
        owner().sql("select ensure_usage_partitions('2011-01-01', 2)")
                .query(Integer.class)
                .single();
        var seller = seller("2011-01-20T00:00:00Z");
        seller.report("january", "2011-01-20T00:00:00Z").expect(202);
        seller.api.advanceTo("2011-02-10T00:00:00Z");
        seller.report("february", "2011-02-10T00:00:00Z").expect(202);
        var open = seller("2011-02-20T00:00:00Z");
        open.report("open", "2011-02-20T00:00:00Z").expect(202);

        assertThat(drop()).as("a year is open").isZero();
        seller.end();

        assertThat(drop()).as("February is open for the other one").isOne();
        assertThat(monthsKept()).doesNotContain("usage_event_201101").contains("usage_event_201102");
        assertThat(events(seller)).isOne();
        assertThat(seller.api
                        .get("/v1/subscriptions/" + seller.subscription
                                + "/usage?from=2011-01-01T00:00:00Z&to=2011-02-01T00:00:00Z")
                        .expect(200)
                        .body()
                        .path("data")
                        .get(0)
                        .path("quantity")
                        .asString())
                .as("roll-ups stay")
                .isEqualTo("1");
        open.end();
        assertThat(drop()).isOne();
        assertThat(monthsKept()).doesNotContain("usage_event_201102");
        assertThatThrownBy(() -> owner().sql("select drop_usage_partitions(13)")
                        .query(Integer.class)
                        .single())
                .isInstanceOf(DataAccessException.class)
                .hasMessageContaining("14 months");
    }

    private int drop() {
        return owner().sql("select drop_usage_partitions(26)")
                .query(Integer.class)
                .single();
    }

    private List<String> monthsKept() {
        return owner().sql("select inhrelid::regclass::text from pg_inherits where inhparent = 'usage_event'::regclass")
                .query((row, index) -> String.valueOf(row.getString(1)))
                .list();
    }

    private long events(Seller seller) {
        return owner().sql("select count(*) from usage_event where subscription_id = :id")
                .param("id", UUID.fromString(seller.subscription))
                .query(Long.class)
                .single();
    }
}
