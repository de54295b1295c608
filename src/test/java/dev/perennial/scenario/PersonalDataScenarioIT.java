package dev.perennial.scenario;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.UUID;

import org.awaitility.Awaitility;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import tools.jackson.databind.JsonNode;

import dev.perennial.account.BilledIdentityPurge;
import dev.perennial.journal.AuditSealing;
import dev.perennial.support.Api;
import dev.perennial.support.HookReceiver;
import dev.perennial.support.Hooks;
import dev.perennial.support.PerennialIT;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Somebody asks for what we know of him, and then that we forget it. We do, everywhere, except for what the law makes
 * the seller keep: whom the invoices were for.
 */
class PersonalDataScenarioIT extends PerennialIT {
    private static final String NAME = "Quillfeather Trading";
    private static final String STREET = "7 Quillfeather Row";
    private static final String TAX_ID = "QUILL123456";
    private static final String EMAIL = "quill@quillfeather.example";
    private static final String FORMER_EMAIL = "former.quill@example.com";
    private static final String OWN_ID = "crm-quill-0815";
    private static final String NOTE = "met-at-the-quill-fair";
    private static final Map<String, String> ONCE = Map.of("Idempotency-Key", "quill-signs-up");

    @Autowired
    private AuditSealing sealing;

    @Autowired
    private BilledIdentityPurge purge;

    private Api api;
    private String account;
    private String subscription;
    private String invoice;

    @BeforeEach
    void aCustomerOfAMonth() {
        api = newTenant();
        account = signUp().expect(201).text("id");
        api.attach(account, "pm_card_visa");
        api.patch("/v1/accounts/" + account, "{\"email\": \"%s\"}".formatted(EMAIL))
                .expect(200);
        subscription = api.subscribe(account, api.monthlyPlan("team", 2900))
                .expect(201)
                .text("id");
        invoice = api.invoicesOf(subscription).getFirst().path("id").asString();
        sealing.seal();
        // Not sealed yet when it is erased.
        api.patch("/v1/accounts/" + account, "{\"metadata\": {\"note\": \"%s\"}}".formatted(NOTE))
                .expect(200);
    }

    private Api.Answer signUp() {
        return api.post("/v1/accounts", """
                {"name": "%s", "email": "%s", "currency": "USD", "external_id": "%s", "tax_id": "%s", "locale": "en",
                 "address": {"line1": "%s", "city": "London", "country": "GB"}}""".formatted(NAME, FORMER_EMAIL, OWN_ID, TAX_ID, STREET), ONCE);
    }

    @Test
    void exportsEverythingAboutAnAccount() {
        api.post("/v1/coupons", "{\"code\": \"QUILL\", \"percent_off\": 10, \"duration\": \"FOREVER\"}")
                .expect(201);
        var discount = api.post("/v1/subscriptions/" + subscription + "/discounts", "{\"coupon_code\": \"QUILL\"}")
                .expect(201)
                .body();
        var note = api.post("/v1/invoices/" + invoice + "/credit-notes", "{\"amount\": 5, \"reason\": \"late\"}")
                .expect(201)
                .body();
        var payment = api.all("/v1/payments").getFirst().path("id").asString();
        var refund = api.post("/v1/payments/" + payment + "/refunds", "{\"amount\": 1}")
                .expect(201)
                .body();

        var export = api.get("/v1/accounts/" + account + "/export").expect(200).body();

        assertThat(export.path("account").path("name").asString()).isEqualTo(NAME);
        assertThat(export.path("payment_methods").get(0).path("last4").asString())
                .isEqualTo("4242");
        assertThat(ids(export.path("subscriptions"))).containsExactly(subscription);
        assertThat(export.path("invoices").get(0))
                .isEqualTo(api.get("/v1/invoices/" + invoice).body());
        assertThat(export.path("payments").get(0).path("invoice_id").asString()).isEqualTo(invoice);
        assertThat(export.path("audit_logs").toString()).contains(FORMER_EMAIL);
        assertThat(export.path("credits").isArray()).isTrue();
        assertThat(export.path("discounts").get(0)).isEqualTo(discount);
        assertThat(ids(export.path("credit_notes")))
                .containsExactly(note.path("id").asString());
        assertThat(ids(export.path("refunds")))
                .containsExactly(refund.path("id").asString());
        assertThat(export.path("disputes").isArray()).isTrue();
    }

    @Test
    void keepsWhatIsStillNeeded() {
        api.post("/v1/accounts/" + account + "/erase", "{}").expectProblem(409, "account_has_subscriptions");
        cancel();
        var owed = api.post(
                        "/v1/invoices",
                        "{\"account_id\": \"%s\", \"lines\": [{\"description\": \"x\", \"unit_amount\": \"100\"}]}"
                                .formatted(account))
                .expect(201)
                .text("id");
        owner().sql(
                        "update invoice set status = 'OPEN', amount_paid = 0, amount_due = total, paid_at = null where id = :id::uuid and status = 'PAID'")
                .param("id", owed)
                .update();

        api.post("/v1/accounts/" + account + "/erase", "{}").expectProblem(409, "account_has_unpaid_invoices");

        assertThat(api.get("/v1/accounts/" + account).text("name")).isEqualTo(NAME);
        owner().sql(
                        "update invoice set status = 'PAID', amount_paid = total, amount_due = 0, paid_at = now() where id = :id::uuid and status = 'OPEN'")
                .param("id", owed)
                .update();
    }

    @Test
    void forgetsThePersonAndKeepsTheInvoices() {
        cancel();
        var billed = api.invoicesOf(subscription);

        var tombstone = api.post("/v1/accounts/" + account + "/erase", "{}").expect(200);

        assertThat(tombstone.text("name")).isEqualTo("[erased]");
        api.get("/v1/accounts/" + account).expectProblem(404, "account_not_found");
        assertThat(tablesHolding(EMAIL)).isEmpty();
        assertThat(tablesHolding(FORMER_EMAIL)).isEmpty();
        assertThat(tablesHolding(OWN_ID)).isEmpty();
        assertThat(tablesHolding(NOTE)).isEmpty();
        assertThat(tablesHolding("4242").keySet()).doesNotContain("journal", "payment_method", "idempotency_key");
        assertThat(tablesHolding(NAME)).containsExactly(Map.entry("billed_identity", 1L));
        assertThat(tablesHolding(STREET)).containsExactly(Map.entry("billed_identity", 1L));
        assertThat(tablesHolding(TAX_ID)).containsExactly(Map.entry("billed_identity", 1L));

        assertThat(api.invoicesOf(subscription)).isEqualTo(billed);
        assertThat(page()).contains(NAME, STREET, TAX_ID).doesNotContain(EMAIL);
        assertThat(api.get("/v1/accounts/" + account + "/export")
                        .expect(200)
                        .http()
                        .body())
                .doesNotContain(NAME, EMAIL, STREET, NOTE);
        assertThat(api.get("/v1/events?object_id=" + account).http().body())
                .doesNotContain(NAME, EMAIL)
                .contains("account.erased");
        signUp().expectProblem(410, "answer_erased");
    }

    /** Metadata and reasons are free text, and what usage is counted by is often a person. */
    @Test
    void forgetsWhatWasWrittenOfThePersonElsewhere() {
        api.patch("/v1/subscriptions/" + subscription, "{\"metadata\": {\"seat\": \"%s\"}}".formatted(NOTE))
                .expect(200);
        api.post(
                        "/v1/invoices",
                        "{\"account_id\": \"%s\", \"lines\": [{\"description\": \"x\", \"unit_amount\": \"100\"}], \"metadata\": {\"for\": \"%s\"}}"
                                .formatted(account, NOTE))
                .expect(201);
        api.post(
                        "/v1/accounts/" + account + "/credits",
                        "{\"amount\": 1, \"currency\": \"USD\", \"reason\": \"%s\"}".formatted(NOTE))
                .expect(201);
        api.post(
                        "/v1/payments/"
                                + api.all("/v1/payments").getFirst().path("id").asString() + "/refunds",
                        "{\"amount\": 1, \"reason\": \"%s\"}".formatted(NOTE))
                .expect(201);
        var metered = usageOfThreePeople();
        sealing.seal();
        assertThat(tablesHolding(NOTE).keySet())
                .containsExactly(
                        "account",
                        "credit_grant",
                        "invoice",
                        "journal",
                        "refund",
                        "subscription",
                        "usage_event",
                        "usage_value");

        cancel();
        api.post("/v1/subscriptions/" + metered + "/cancel", "{\"at\": \"NOW\"}")
                .expect(200);
        api.post("/v1/accounts/" + account + "/erase", "{}").expect(200);

        assertThat(tablesHolding(NOTE)).isEmpty();
        assertThat(verify().path("intact").asBoolean()).isTrue();
        assertThat(owner().sql("select count(distinct value) from usage_value where subscription_id = :id::uuid")
                        .param("id", metered)
                        .query(Long.class)
                        .single())
                .isEqualTo(3);
    }

    private String usageOfThreePeople() {
        api.post("/v1/plans", """
                        {"code": "visits", "name": "Visits", "interval": "MONTH", "charges": [
                          {"code": "visitors", "type": "USAGE", "model": "PER_UNIT", "metric": "visitors", "aggregation": "UNIQUE",
                           "prices": [{"currency": "USD", "unit_amount": "10"}]}]}""").expect(201);
        var metered = api.subscribe(account, "visits").expect(201).text("id");
        for (var visitor : List.of(NOTE, "somebody", "somebody-else", NOTE)) {
            api.post("/v1/usage", """
                            {"subscription_id": "%s", "metric": "visitors", "quantity": "1", "idempotency_key": "%s",
                             "properties": {"value": "%s", "page": "home of %s"}}""".formatted(metered, UUID.randomUUID(), visitor, visitor))
                    .expect(202);
        }
        return metered;
    }

    /** What a receiver did not take before the erasure it gets as the journal tells it then, under the same id. */
    @Test
    void goesOnTellingOfTheAccountWithoutThePerson() throws Exception {
        try (var receiver = new HookReceiver()) {
            var hooks = new Hooks(api);
            receiver.answer(500);
            var endpoint = hooks.register(receiver, "account.updated");
            api.patch("/v1/accounts/" + account, "{\"name\": \"%s Ltd\"}".formatted(NAME))
                    .expect(200);
            var delivery =
                    hooks.awaitAttempts(endpoint, 1).getFirst().path("id").asString();
            cancel();
            api.post("/v1/accounts/" + account + "/erase", "{}").expect(200);

            receiver.answer(200);
            Awaitility.await("it comes again, and the old body is forgotten")
                    .atMost(Duration.ofSeconds(20))
                    .pollInterval(Duration.ofSeconds(1))
                    .until(() -> {
                        api.post("/v1/webhook-deliveries/" + delivery + "/retry", "");
                        return receiver.messages().getLast().body().contains("[erased]");
                    });

            var first = receiver.messages().getFirst();
            var last = receiver.messages().getLast();
            assertThat(first.body()).contains(NAME + " Ltd");
            assertThat(last.body()).doesNotContain(NAME);
            assertThat(last.id()).isEqualTo(first.id());
            last.verifiedBy(endpoint.secret());
        }
    }

    @Test
    void leavesTheAuditTrailWhole() {
        cancel();
        api.post("/v1/accounts/" + account + "/erase", "{}").expect(200);

        assertThat(verify().path("intact").asBoolean()).isTrue();
        sealing.seal();
        assertThat(verify().path("intact").asBoolean()).isTrue();

        var erased = owner().sql("select id from journal where object_id = :account::uuid order by id limit 1")
                .param("account", account)
                .query(UUID.class)
                .single();
        owner().sql("update journal set object = jsonb_set(object, '{name}', '\"Somebody Else\"') where id = :id")
                .param("id", erased)
                .update();
        assertThat(verify().path("first_break").path("audit_log_id").asString()).isEqualTo(erased.toString());
        owner().sql("update journal set object = jsonb_set(object, '{name}', '\"[erased]\"') where id = :id")
                .param("id", erased)
                .update();
        assertThat(verify().path("intact").asBoolean()).isTrue();
    }

    @Test
    void erasesOnceAndFindsNothingToEraseTheSecondTime() {
        cancel();
        var first =
                api.post("/v1/accounts/" + account + "/erase", "{}").expect(200).body();
        long rows = api.all("/v1/audit-logs").size();

        assertThat(api.post("/v1/accounts/" + account + "/erase", "{}")
                        .expect(200)
                        .body())
                .isEqualTo(first);
        assertThat(api.all("/v1/audit-logs")).hasSize((int) rows);
    }

    @Test
    void erasesAnAccountThatWasDeletedBeforeAndOneThatWasNeverBilled() {
        cancel();
        api.delete("/v1/accounts/" + account).expect(200);
        api.post("/v1/accounts/" + account + "/erase", "{}").expect(200);
        assertThat(tablesHolding(EMAIL)).isEmpty();

        var visitor = api.post(
                        "/v1/accounts",
                        "{\"name\": \"Visitor Quill\", \"email\": \"visitor@quill.example\", \"currency\": \"USD\"}")
                .expect(201)
                .text("id");
        api.post("/v1/accounts/" + visitor + "/erase", "{}").expect(200);
        assertThat(tablesHolding("Visitor Quill")).isEmpty();
        api.post("/v1/accounts/01a20c6d-38f3-7000-b872-47616cfe59c8/erase", "{}")
                .expectProblem(404, "account_not_found");
    }

    @Test
    void forgetsWhomTheInvoicesNamedWhenNobodyNeedKeepThem() {
        cancel();
        api.post("/v1/accounts/" + account + "/erase", "{}").expect(200);
        assertThat(owner().sql("select keep_until::text from billed_identity where account_id = :account::uuid")
                        .param("account", account)
                        .query(String.class)
                        .single())
                .isEqualTo("2036-01-01");
        purge.purge();
        assertThat(page()).contains(NAME);

        owner().sql("update billed_identity set keep_until = '2025-12-31' where account_id = :account::uuid")
                .param("account", account)
                .update();
        purge.purge();

        assertThat(tablesHolding(NAME)).isEmpty();
        assertThat(page()).doesNotContain(NAME).contains("[erased]");
    }

    private void cancel() {
        api.post("/v1/subscriptions/" + subscription + "/cancel", "{\"at\": \"NOW\", \"unused_time\": \"NONE\"}")
                .expect(200);
    }

    private String page() {
        return api.get("/v1/invoices/" + invoice + "/html").expect(200).http().body();
    }

    private JsonNode verify() {
        return api.get("/v1/audit-logs/verify").expect(200).body();
    }

    private static List<String> ids(JsonNode list) {
        return list.values().stream()
                .map(object -> object.path("id").asString())
                .toList();
    }

    /** How many rows of which tables hold a text: as text, inside JSON, or as bytes. */
    private Map<String, Long> tablesHolding(String text) {
        var bytes = HexFormat.of().formatHex(text.getBytes(StandardCharsets.UTF_8));
        var found = new TreeMap<String, Long>();
        var tenant = owner().sql("select tenant_id from account where id = :account::uuid")
                .param("account", account)
                .query(UUID.class)
                .single();
        owner().sql("""
                        select relname from pg_class c where relkind in ('r', 'p') and relnamespace = 'public'::regnamespace and not relispartition
                           and exists (select from pg_attribute a where a.attrelid = c.oid and a.attname = 'tenant_id')
                        """).query(String.class).list().forEach(table -> {
            long rows = owner().sql(
                            "select count(*) from " + table
                                    + " t where tenant_id = :tenant and (strpos(t::text, :text) > 0 or strpos(t::text, :bytes) > 0)")
                    .param("tenant", tenant)
                    .param("text", text)
                    .param("bytes", bytes)
                    .query(Long.class)
                    .single();
            if (rows > 0) {
                found.put(table, rows);
            }
        });
        return found;
    }
}
