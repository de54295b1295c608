package dev.perennial.demo;

import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import tools.jackson.databind.JsonNode;

import dev.perennial.platform.security.ApiKeyLookup;
import dev.perennial.platform.tenancy.TenantScopes;
import dev.perennial.shared.error.DomainException;
import dev.perennial.support.Api;
import dev.perennial.support.PerennialIT;
import dev.perennial.support.TestTenants;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

/** The story that fills the demo tenant, told to tenants of the test. */
class DemoDataIT extends PerennialIT {
    private static final Instant NOW = Instant.parse("2026-07-15T10:00:00Z");

    @Autowired
    private DemoHistory history;

    @Autowired
    private TestTenants tenants;

    @Autowired
    private ApiKeyLookup keys;

    @Autowired
    private TenantScopes scopes;

    /** One tenant that heard the story without a break, for all tests: telling it takes seconds. */
    private static @Nullable Api listener;

    private Api listener() {
        var known = listener;
        if (known == null) {
            known = tenantByTheWallClock("demo-whole");
            assertThat(tell(known)).isTrue();
            listener = known;
        }
        return known;
    }

    private Api tenantByTheWallClock(String name) {
        return new Api(baseUrl(), tenants.create(name));
    }

    private boolean tell(Api api) {
        var holder = keys.find(api.key()).orElseThrow();
        return history.tell(scopes.open(holder.tenantId(), DemoData.ACTOR, "demo"), NOW);
    }

    private static Map<String, Long> byStatus(List<JsonNode> objects) {
        return objects.stream()
                .collect(Collectors.groupingBy(object -> object.path("status").asString(), Collectors.counting()));
    }

    /** What matters of a story: everything that was sold, billed and paid, by business time. */
    private static List<String> outline(Api api) {
        var subscriptions = api.all("/v1/subscriptions").stream()
                .map(subscription -> subscription.path("id").asString() + " "
                        + subscription.path("status").asString());
        var invoices = api.all("/v1/invoices").stream()
                .map(invoice -> invoice.path("issued_at").asString() + " "
                        + invoice.path("total").asLong() + " "
                        + invoice.path("status").asString());
        return Stream.concat(subscriptions, invoices).sorted().toList();
    }

    @Test
    void tellsSixMonthsUpToNowAndTellsThemOnce() {
        var api = listener();

        assertThat(api.get("/v1/test-clock").text("now")).isEqualTo(NOW.toString());
        assertThat(api.all("/v1/plans")).hasSize(5);
        var accounts = api.all("/v1/accounts");
        assertThat(accounts).hasSize(20);
        assertThat(accounts.stream().map(account -> account.path("currency").asString()))
                .contains("USD", "EUR", "GBP", "JPY");
        assertThat(accounts.getLast().path("created_at").asString()).startsWith("2026-01-15");
        assertThat(byStatus(api.all("/v1/subscriptions")))
                .containsOnlyKeys("ACTIVE", "PAST_DUE", "CANCELLED", "TRIALING");
        assertThat(byStatus(api.all("/v1/payments"))).containsKeys("SUCCEEDED", "FAILED", "REQUIRES_ACTION");
        assertThat(api.all("/v1/invoices"))
                .hasSizeGreaterThan(60)
                .anyMatch(invoice -> invoice.path("billing_reason").asString().equals("MANUAL"));
        var told = outline(api);
        assertThat(tell(api)).isFalse();
        assertThat(outline(api)).isEqualTo(told);
    }

    @Test
    void goesOnWhereItWasCutOff() {
        var api = tenantByTheWallClock("demo-cut-off");
        var stone = api.post(
                        "/v1/accounts",
                        "{\"name\": \"In the way\", \"email\": \"a@example.com\", \"currency\": \"USD\", \"external_id\": \"saffron\"}")
                .expect(201);
        assertThatThrownBy(() -> tell(api)).isInstanceOf(DomainException.class);
        assertThat(api.get("/v1/test-clock").text("now")).isLessThan(NOW.toString());

        api.patch("/v1/accounts/" + stone.text("id"), "{\"external_id\": \"elsewhere\"}")
                .expect(200);

        assertThat(tell(api)).isTrue();
        assertThat(outline(api)).isEqualTo(outline(listener()));
    }

    @Test
    void leavesATenantAloneThatIsInUse() {
        var withPlan = tenantByTheWallClock("demo-with-plan");
        withPlan.monthlyPlan("own", 100);
        var withClock = newTenant();

        assertThat(tell(withPlan)).isFalse();
        assertThat(tell(withClock)).isFalse();

        assertThat(withPlan.all("/v1/plans")).hasSize(1);
        assertThat(withClock.all("/v1/accounts")).isEmpty();
    }
}
