package dev.perennial.scenario;

import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.stream.Stream;
import javax.sql.DataSource;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.jdbc.core.JdbcTemplate;
import tools.jackson.databind.JsonNode;

import dev.perennial.journal.AuditSealing;
import dev.perennial.support.Api;
import dev.perennial.support.PerennialIT;
import dev.perennial.support.TestTenants;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

/** Who did what is written down for good: whoever changes it afterwards, with whatever rights, is found out. */
class AuditTrailIT extends PerennialIT {
    @Autowired
    private AuditSealing sealing;

    /** The service's own connections, which switch to the application role. */
    @Autowired
    private DataSource dataSource;

    private Api api;
    private UUID tenant;

    @BeforeEach
    void tenant() {
        api = newTenant();
        tenant = TestTenants.tenantOf(owner(), api.key());
    }

    /** Some of these tests break the chain on purpose; the rule that it is whole must not find it so. */
    @AfterEach
    void forgetTheChain() {
        owner().sql("delete from journal_seal where tenant_id = :tenant")
                .param("tenant", tenant)
                .update();
        owner().sql("delete from journal_chain where tenant_id = :tenant")
                .param("tenant", tenant)
                .update();
    }

    @Test
    void isIntactWhileNobodyTouchesIt() {
        assertThat(verify().path("sealed").asLong()).isZero();
        assertThat(verify().path("unsealed").asLong()).isPositive();
        api.account("UTC");

        sealing.seal();
        api.account("UTC");

        var seen = verify();
        assertThat(seen.path("intact").asBoolean()).isTrue();
        assertThat(seen.path("first_break").isNull()).isTrue();
        assertThat(seen.path("sealed").asLong()).isEqualTo(rows() - 1);
        assertThat(seen.path("unsealed").asLong()).isOne();
    }

    @Test
    void growsWithoutChangingWhatWasSealed() {
        var accounts = Stream.generate(() -> api.account("UTC")).limit(3).toList();
        sealing.seal();
        var head = verify().path("head");
        api.patch("/v1/accounts/" + accounts.getFirst(), "{\"name\": \"Grace\"}")
                .expect(200);

        sealing.seal();
        sealing.seal();

        assertThat(verify(head).path("intact").asBoolean()).isTrue();
        assertThat(verify().path("head").path("position").asLong())
                .isEqualTo(head.path("position").asLong() + 1);
    }

    @Test
    void namesTheFirstRowThatASuperuserChanged() {
        var accounts = Stream.generate(() -> api.account("UTC")).limit(4).toList();
        sealing.seal();
        var second = rowOf(accounts.get(1));

        owner().sql("update journal set actor = 'key:00000000-0000-0000-0000-000000000000' where id in (:ids)")
                .param("ids", List.of(second, rowOf(accounts.get(3))))
                .update();

        assertBroken("ROW_CHANGED", second);
    }

    @Test
    void seesAChangeOfEveryColumn() {
        var row = rowOf(api.account("UTC"));
        sealing.seal();

        for (var change : List.of(
                "sequence = sequence + 1",
                "type = 'account.updated'",
                "object = jsonb_set(object, '{net_terms_days}', '7')",
                "object = jsonb_set(object, '{name}', '\"Mallory\"')",
                "previous = '{\"email\": \"before@example.com\"}'",
                "occurred_at = occurred_at + interval '1 microsecond'",
                "recorded_at = recorded_at - interval '1 day'",
                "request_id = null",
                "account_id = null")) {
            var before = owner().sql("select to_jsonb(j)::text from journal j where id = :id")
                    .param("id", row)
                    .query(String.class)
                    .single();

            owner().sql("update journal set " + change + " where id = :id")
                    .param("id", row)
                    .update();

            assertBroken("ROW_CHANGED", row);
            restore(row, before);
            assertThat(verify().path("intact").asBoolean()).as(change).isTrue();
        }
    }

    @Test
    void namesARowThatWasRemovedAndOneThatWasSlippedIn() {
        var account = api.account("UTC");
        sealing.seal();
        var row = rowOf(account);
        var kept = owner().sql("select to_jsonb(j)::text from journal j where id = :id")
                .param("id", row)
                .query(String.class)
                .single();

        owner().sql("delete from journal where id = :id").param("id", row).update();
        assertBroken("ROW_MISSING", row);
        restore(row, kept);

        var forged = UUID.fromString("01900000-0000-7000-8000-000000000001");
        owner().sql("""
                        insert into journal (tenant_id, id, sequence, type, object_type, object_id, actor, object, previous, occurred_at)
                        values (:tenant, :id, 1, 'plan.created', 'plan', :id, 'system', '{}', '{}', now())
                        """).param("tenant", tenant).param("id", forged).update();
        assertBroken("ROW_INSERTED", forged);
        owner().sql("delete from journal where id = :id").param("id", forged).update();
    }

    @Test
    void seesAChainCutShortOrWrittenAnewByTheHeadKeptElsewhere() {
        api.account("UTC");
        var last = rowOf(api.account("UTC"));
        sealing.seal();
        var head = verify().path("head");

        owner().sql("delete from journal_seal where tenant_id = :tenant and journal_id = :id")
                .param("tenant", tenant)
                .param("id", last)
                .update();
        assertThat(verify().path("first_break").path("reason").asString()).isEqualTo("CHAIN_TRUNCATED");

        // Whoever also turns back the record of its length, and removes the row, has hidden it from all but the head.
        owner().sql("update journal_chain set length = length - 1 where tenant_id = :tenant")
                .param("tenant", tenant)
                .update();
        assertThat(verify(head).path("first_break").path("reason").asString()).isEqualTo("CHAIN_TRUNCATED");

        forgetTheChain();
        owner().sql("update journal set actor = 'key:nobody' where id = :id")
                .param("id", last)
                .update();
        sealing.seal();
        assertThat(verify().path("intact").asBoolean()).isTrue();
        assertThat(verify(head).path("intact").asBoolean()).isFalse();
        assertThat(verify(head).path("first_break").path("reason").asString()).isEqualTo("HEAD_NOT_IN_CHAIN");
    }

    @Test
    void isNobodysToChangeWithTheRightsOfTheService() {
        var jdbc = new JdbcTemplate(dataSource);

        for (var statement : List.of(
                "update journal set actor = 'nobody'",
                "delete from journal",
                "truncate journal",
                "update journal_seal set hash = ''",
                "delete from journal_seal",
                "truncate journal_seal",
                "delete from journal_chain")) {
            assertThatThrownBy(() -> jdbc.execute(statement))
                    .as(statement)
                    .rootCause()
                    .hasMessageContaining("permission denied");
        }
    }

    @Test
    void showsWhatASettingOrAKeyWasBefore() {
        api.patch("/v1/tenant", "{\"invoice_prefix\": \"ACME\", \"branding\": {\"brand_color\": \"#0B5FFF\"}}")
                .expect(200);
        var key = api.post("/v1/api-keys", "{\"name\": \"k\", \"scopes\": [\"invoices:read\"]}")
                .expect(201)
                .text("id");
        api.delete("/v1/api-keys/" + key).expect(200);

        var settings = api.all("/v1/audit-logs?entity_type=tenant").getFirst().path("changes");
        var keys = api.all("/v1/audit-logs?entity_id=" + key);

        assertThat(settings.path("invoice_prefix").path("from").asString()).isEqualTo("INV");
        assertThat(settings.path("invoice_prefix").path("to").asString()).isEqualTo("ACME");
        assertThat(settings.propertyNames()).containsExactlyInAnyOrder("invoice_prefix", "branding");
        assertThat(keys.getFirst().path("action").asString()).isEqualTo("api_key.revoked");
        assertThat(keys.getFirst()
                        .path("changes")
                        .path("revoked_at")
                        .path("from")
                        .isNull())
                .isTrue();
        assertThat(keys.getFirst().path("changes").path("revoked_at").path("to").asString())
                .isEqualTo("2026-01-01T00:00:00Z");
        assertThat(keys.getLast().path("changes").path("scopes").path("to").toString())
                .isEqualTo("[\"invoices:read\"]");
    }

    @Test
    void tellsWhoMovedTheClock() {
        api.advanceBy("P1M");

        var move = api.all("/v1/audit-logs?entity_type=tenant").getFirst();
        assertThat(move.path("action").asString()).isEqualTo("tenant.test_clock_advanced");
        assertThat(move.path("actor").asString()).startsWith("key:");
        assertThat(move.path("changes").path("test_clock_at").path("from").asString())
                .isEqualTo("2026-01-01T00:00:00Z");
        assertThat(move.path("changes").path("test_clock_at").path("to").asString())
                .isEqualTo("2026-02-01T00:00:00Z");
    }

    @Test
    void isSearchedByTimeAndActor() {
        var january = api.account("UTC");
        api.advanceBy("P1M");
        var february = api.account("UTC");

        assertThat(entities("entity_type=account&to=2026-02-01T00:00:00Z")).containsExactly(january);
        assertThat(entities("entity_type=account&from=2026-02-01T00:00:00Z")).containsExactly(february);
        var actor = api.all("/v1/audit-logs?entity_id=" + january)
                .getFirst()
                .path("actor")
                .asString();
        assertThat(entities("entity_type=account&actor=" + actor)).containsExactly(february, january);
        assertThat(entities("actor=job:billing")).isEmpty();
        api.get("/v1/audit-logs?from=yesterday")
                .expectProblem(400, "invalid_parameter")
                .expectField("from");
        api.get("/v1/audit-logs/verify?head_position=1")
                .expectProblem(422, "validation_failed")
                .expectField("head_hash");
    }

    @Test
    void tellsOfEveryWriteWithTheRequestThatCausedIt() {
        var account = api.accountPayingBy("pm_card_visa");
        var plan = api.monthlyPlan("team", 2900);
        var writes = Map.ofEntries(
                write("POST", "/v1/accounts", "{\"name\": \"A\", \"email\": \"a@b.co\", \"currency\": \"EUR\"}"),
                write("PATCH", "/v1/accounts/" + account, "{\"name\": \"B\"}"),
                write("POST", "/v1/accounts/" + account + "/payment-methods", "{\"token\": \"pm_card_mastercard\"}"),
                write(
                        "POST",
                        "/v1/accounts/" + account + "/credits",
                        "{\"amount\": 1, \"currency\": \"USD\", \"reason\": \"gift\"}"),
                write(
                        "POST",
                        "/v1/plans",
                        "{\"code\": \"p\", \"name\": \"P\", \"interval\": \"MONTH\", \"charges\": [{\"code\": \"c\", \"type\": \"RECURRING\", \"model\": \"FLAT\", \"prices\": [{\"currency\": \"USD\", \"amount\": 1}]}]}"),
                write(
                        "POST",
                        "/v1/subscriptions",
                        "{\"account_id\": \"%s\", \"plan_code\": \"%s\"}".formatted(account, plan)),
                write(
                        "POST",
                        "/v1/invoices",
                        "{\"account_id\": \"%s\", \"lines\": [{\"description\": \"x\", \"unit_amount\": \"100\"}]}"
                                .formatted(account)),
                write("PATCH", "/v1/tenant", "{\"name\": \"Engines\"}"),
                write("POST", "/v1/api-keys", "{\"name\": \"k\", \"scopes\": [\"read\"]}"));

        writes.forEach((request, body) -> {
            var parts = request.split(" ");
            var requestId = UUID.randomUUID().toString();
            var answer = api.send(parts[0], parts[1], body, Map.of("X-Request-Id", requestId));
            assertThat(answer.status())
                    .as("%s %s", request, answer.http().body())
                    .isBetween(200, 201);
            var entries = api.all("/v1/audit-logs?request_id=" + requestId);
            assertThat(entries).as(request).isNotEmpty().allSatisfy(entry -> {
                assertThat(entry.path("actor").asString()).startsWith("key:");
                assertThat(entry.path("changes").isEmpty()).isFalse();
            });
        });
    }

    private static Map.Entry<String, String> write(String method, String path, String body) {
        return Map.entry(method + " " + path, body);
    }

    private List<String> entities(String query) {
        return api.all("/v1/audit-logs?" + query).stream()
                .map(entry -> entry.path("entity_id").asString())
                .toList();
    }

    private void assertBroken(String reason, UUID row) {
        var seen = verify();
        assertThat(seen.path("intact").asBoolean()).isFalse();
        assertThat(seen.path("first_break").path("reason").asString()).isEqualTo(reason);
        assertThat(seen.path("first_break").path("audit_log_id").asString()).isEqualTo(row.toString());
    }

    private void restore(UUID row, String kept) {
        owner().sql("delete from journal where id = :id").param("id", row).update();
        owner().sql("insert into journal select (jsonb_populate_record(null::journal, :row::jsonb)).*")
                .param("row", kept)
                .update();
    }

    private JsonNode verify() {
        return api.get("/v1/audit-logs/verify").expect(200).body();
    }

    private JsonNode verify(JsonNode head) {
        return api.get("/v1/audit-logs/verify?head_position="
                        + head.path("position").asLong() + "&head_hash="
                        + head.path("hash").asString())
                .expect(200)
                .body();
    }

    private long rows() {
        return owner().sql("select count(*) from journal where tenant_id = :tenant")
                .param("tenant", tenant)
                .query(Long.class)
                .single();
    }

    private UUID rowOf(String object) {
        return owner().sql("select id from journal where object_id = :object::uuid order by id limit 1")
                .param("object", object)
                .query(UUID.class)
                .single();
    }
}
