package dev.perennial.plan;

import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.UUID;
import java.util.function.Supplier;

import io.lettuce.core.RedisClient;
import io.lettuce.core.codec.ByteArrayCodec;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.transaction.support.TransactionTemplate;
import tools.jackson.databind.json.JsonMapper;

import dev.perennial.platform.crypto.SecretVault;
import dev.perennial.platform.redis.CacheLookups;
import dev.perennial.platform.redis.Redis;
import dev.perennial.platform.redis.SharedDocuments;
import dev.perennial.platform.tenancy.CurrentTenant;
import dev.perennial.platform.tenancy.TenantScope;
import dev.perennial.support.Api;
import dev.perennial.support.PerennialIT;
import dev.perennial.support.TestRedis;
import dev.perennial.support.TestTenants;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;

/** What replicas remember of plans, with a real Redis between two of them, and without. */
class KnownTermsIT extends PerennialIT {
    @Autowired
    private PlanService plans;

    @Autowired
    private TransactionTemplate transaction;

    @Autowired
    private JsonMapper json;

    @Autowired
    private SecretVault vault;

    private final List<Redis> connections = new ArrayList<>();
    private @Nullable TestRedis server;

    /** Terms as they are read from the database, and how often they were. */
    private final class Replica {
        final MeterRegistry meters = new SimpleMeterRegistry();
        final KnownTerms known;
        int read;

        Replica(String url) {
            var redis = new Redis(url);
            connections.add(redis);
            if (server != null) {
                server.awaitConnected(redis);
            }
            known = new KnownTerms(new SharedDocuments.Factory(redis, vault, json), new CacheLookups.Factory(meters));
        }

        PlanTerms find(PlanTerms stored) {
            return Objects.requireNonNull(
                    known.find(Set.of(stored.versionId()), ids -> read(stored)).get(stored.versionId()));
        }

        private List<PlanTerms> read(PlanTerms stored) {
            read++;
            return List.of(stored);
        }

        long lookups(String source) {
            return Math.round(meters.get("perennial.cache.lookups")
                    .tag("cache", "plans")
                    .tag("source", source)
                    .counter()
                    .count());
        }
    }

    @AfterEach
    void stop() {
        connections.forEach(Redis::destroy);
        if (server != null) {
            server.close();
        }
    }

    private Replica replica() {
        if (server == null) {
            server = TestRedis.start();
        }
        return new Replica(server.url());
    }

    private <T> T as(Api tenant, Supplier<T> work) {
        var scope = new TenantScope(TestTenants.tenantOf(owner(), tenant.key()), true, "test", null, null);
        return CurrentTenant.callAs(scope, work::get);
    }

    private PlanTerms stored(Api tenant, String code) {
        return as(tenant, () -> {
            Collection<UUID> ids = plans.idsByCode(List.of(code)).values();
            return plans.latestTerms(ids).values().iterator().next();
        });
    }

    @Test
    void aPlanOfEveryModelIsTheSameWhereItWasNotRead() {
        var tenant = newTenant();
        tenant.post("/v1/plans", EVERYTHING).expect(201);
        var terms = stored(tenant, "everything");
        var one = replica();
        var two = replica();

        assertThat(as(tenant, () -> one.find(terms))).isEqualTo(terms);
        assertThat(as(tenant, () -> two.find(terms))).isEqualTo(terms);
        assertThat(as(tenant, () -> two.find(terms))).isEqualTo(terms);

        assertThat(one.read).isEqualTo(1);
        assertThat(two.read).isZero();
        assertThat(two.lookups("shared")).isEqualTo(1);
        assertThat(two.lookups("local")).isEqualTo(1);
    }

    private static final String EVERYTHING = """
            {"code": "everything", "name": "Everything", "interval": "MONTH", "interval_count": 3, "trial_days": 14,
             "usage_grace_hours": 24, "minimum_commitments": [{"currency": "USD", "amount": 5000}], "charges": [
              {"code": "base", "name": "Basis für alle", "type": "RECURRING", "timing": "IN_ARREARS", "model": "FLAT",
               "prices": [{"currency": "USD", "amount": 2900}]},
              {"code": "seats", "type": "RECURRING", "model": "PER_UNIT",
               "prices": [{"currency": "USD", "unit_amount": "1250.500000000001", "free_units": "1"}]},
              {"code": "tiers", "type": "USAGE", "metric": "tiers", "aggregation": "UNIQUE", "model": "GRADUATED",
               "minimum_commitments": [{"currency": "USD", "amount": 700}],
               "prices": [{"currency": "USD", "tiers": [{"up_to": 10.5, "unit_amount": "7.10", "flat_amount": 5},
                                                        {"unit_amount": "0.000000000001"}]}]},
              {"code": "volume", "type": "USAGE", "metric": "volume", "model": "VOLUME",
               "prices": [{"currency": "USD", "tiers": [{"up_to": 10, "unit_amount": "7"}, {"unit_amount": "6"}]}]},
              {"code": "packs", "type": "USAGE", "metric": "packs", "model": "PACKAGE",
               "prices": [{"currency": "USD", "package_size": 100, "package_amount": 500, "free_units": "50"}]},
              {"code": "share", "type": "USAGE", "metric": "share", "model": "PERCENTAGE",
               "prices": [{"currency": "USD", "rate_percent": "2.90", "fixed_amount": 30, "min_amount": 100,
                           "max_amount": 100000}]}]}""";

    @Test
    void eachTenantHasHisOwn() {
        var tenant = newTenant();
        var other = newTenant();
        tenant.monthlyPlan("team", 2900);
        var terms = stored(tenant, "team");
        var one = replica();
        as(tenant, () -> one.find(terms));

        as(
                other,
                () -> one.known.find(Set.of(terms.versionId()), ids -> {
                    assertThat(ids).containsExactly(terms.versionId());
                    one.read++;
                    return List.of();
                }));

        assertThat(one.read).as("looked for again").isEqualTo(2);
    }

    @Test
    void whatATransactionReadThatFailsIsNotRemembered() {
        var tenant = newTenant();
        tenant.monthlyPlan("team", 2900);
        var terms = stored(tenant, "team");
        var one = replica();
        var two = replica();

        as(
                tenant,
                () -> transaction.execute(status -> {
                    status.setRollbackOnly();
                    return one.find(terms);
                }));
        as(tenant, () -> transaction.execute(status -> one.find(terms)));
        as(tenant, () -> transaction.execute(status -> one.find(terms)));
        as(tenant, () -> two.find(terms));

        assertThat(one.read).isEqualTo(2);
        assertThat(two.read).isZero();
    }

    @Test
    void believesNoPriceThatSomebodyElseSetThere() {
        var tenant = newTenant();
        tenant.monthlyPlan("team", 2900);
        var terms = stored(tenant, "team");
        var one = replica();
        as(tenant, () -> one.find(terms));
        var intruder = RedisClient.create(Objects.requireNonNull(server).url());
        try {
            var commands = intruder.connect(ByteArrayCodec.INSTANCE).sync();
            var name = commands.keys("perennial:plan:*".getBytes(ISO_8859_1)).getFirst();
            var document = new String(Objects.requireNonNull(commands.get(name)), ISO_8859_1);
            assertThat(document).contains("2900");
            commands.set(name, document.replace("2900", "2901").getBytes(ISO_8859_1));
        } finally {
            intruder.shutdown();
        }
        var two = replica();

        assertThat(as(tenant, () -> two.find(terms))).isEqualTo(terms);

        assertThat(two.read).isEqualTo(1);
    }

    @Test
    void readsThemItselfWhileRedisIsAway() {
        var tenant = newTenant();
        tenant.monthlyPlan("team", 2900);
        var terms = stored(tenant, "team");
        var one = replica();
        Objects.requireNonNull(server).kill();

        assertThat(as(tenant, () -> one.find(terms))).isEqualTo(terms);
        as(tenant, () -> one.find(terms));

        assertThat(one.read).isEqualTo(1);
        assertThat(one.lookups("fallback")).isEqualTo(1);
    }

    @Test
    void remembersForItselfWithoutRedis() {
        var tenant = newTenant();
        tenant.monthlyPlan("team", 2900);
        var terms = stored(tenant, "team");
        var alone = new Replica("");

        as(tenant, () -> alone.find(terms));
        as(tenant, () -> alone.find(terms));

        assertThat(alone.read).isEqualTo(1);
        assertThat(alone.lookups("database")).isEqualTo(1);
    }

    /** What is on sale is asked each time: only what a version says is remembered. */
    @Test
    void sellsTheLatestVersionAndNothingArchivedThoughItKnewBetter() {
        var tenant = newTenant();
        var plan = tenant.monthlyPlan("team", 2900);
        var account = tenant.accountPayingBy("pm_card_visa");
        tenant.subscribe(account, plan).expect(201);
        var id = tenant.get("/v1/plans?limit=1")
                .expect(200)
                .body()
                .path("data")
                .get(0)
                .path("id")
                .asString();

        tenant.patch("/v1/plans/" + id, """
                        {"charges": [{"code": "base", "type": "RECURRING", "model": "FLAT",
                                      "prices": [{"currency": "USD", "amount": 3900}]}]}""").expect(200);
        var sold = tenant.subscribe(account, plan).expect(201);
        tenant.post("/v1/plans/" + id + "/archive", "").expect(200);

        assertThat(tenant.get("/v1/invoices?subscription_id=" + sold.text("id"))
                        .expect(200)
                        .body()
                        .path("data")
                        .get(0)
                        .path("total")
                        .asLong())
                .isEqualTo(3900);
        tenant.subscribe(account, plan).expect(422).expectField("plan_code");
    }
}
