package dev.perennial.scenario;

import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import javax.sql.DataSource;

import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.jdbc.core.JdbcTemplate;

import dev.perennial.support.Api;
import dev.perennial.support.PerennialIT;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

/** No tenant sees, changes or points at anything of another: by HTTP, and by SQL without a tenant. */
class TenantIsolationIT extends PerennialIT {

    /** The service's own connections, which switch to the application role. */
    @Autowired
    private DataSource dataSource;

    @Test
    void answersNotFoundForEveryIdOfAnotherTenant() {
        var mine = newTenant();
        var theirs = newTenant();
        var ids = new Ids(mine);
        var random = "01a20c6d-38f3-7000-b872-47616cfe59c8";

        for (var path : ids.reads()) {
            mine.get(path).expect(200);
            theirs.get(path).expect(404);
            assertThat(withoutIds(theirs.get(path), path))
                    .isEqualTo(withoutIds(theirs.get(ids.replaced(path, random)), ids.replaced(path, random)));
        }
        for (var path : ids.writes()) {
            theirs.post(path, "{}").expect(404);
        }
        theirs.patch("/v1/accounts/" + ids.account, "{\"name\": \"Mallory\"}").expect(404);
        theirs.delete("/v1/accounts/" + ids.account).expect(404);
        theirs.delete("/v1/payment-methods/" + ids.method).expect(404);
        theirs.patch("/v1/plans/" + ids.plan, "{\"name\": \"Mallory\"}").expect(404);
        theirs.patch("/v1/subscriptions/" + ids.subscription, "{\"metadata\": {}}")
                .expect(404);
        theirs.post("/v1/accounts/" + ids.account + "/payment-methods", "{\"token\": \"pm_card_visa\"}")
                .expect(404);
        theirs.delete("/v1/api-keys/" + ids.key).expect(404);
        assertThat(mine.get("/v1/accounts/" + ids.account).text("name")).isEqualTo("Ada Lovelace Ltd");
    }

    @Test
    void refusesIdsOfAnotherTenantInsideBodies() {
        var mine = newTenant();
        var theirs = newTenant();
        var ids = new Ids(mine);
        var ownAccount = theirs.account("UTC");

        theirs.post(
                        "/v1/subscriptions",
                        "{\"account_id\": \"%s\", \"plan_id\": \"%s\"}".formatted(ownAccount, ids.plan))
                .expectProblem(404, "plan_not_found");
        theirs.post(
                        "/v1/subscriptions",
                        "{\"account_id\": \"%s\", \"plan_id\": \"%s\"}".formatted(ids.account, ids.plan))
                .expectProblem(404, "account_not_found");
        theirs.post(
                        "/v1/invoices",
                        "{\"account_id\": \"%s\", \"lines\": [{\"description\": \"x\", \"unit_amount\": \"1\"}]}"
                                .formatted(ids.account))
                .expectProblem(404, "account_not_found");
    }

    @Test
    void listsOnlyTheOwnObjects() {
        var mine = newTenant();
        var theirs = newTenant();
        new Ids(mine);

        for (var list : List.of("accounts", "plans", "subscriptions", "invoices", "payments", "events")) {
            assertThat(mine.all("/v1/" + list)).as(list).isNotEmpty();
            assertThat(theirs.all("/v1/" + list)).as(list).isEmpty();
        }
        var ids = new Ids(mine.as(mine.key()));
        assertThat(theirs.all("/v1/invoices?account_id=" + ids.account)).isEmpty();
        assertThat(theirs.all("/v1/audit-logs?entity_id=" + ids.account)).isEmpty();
    }

    @Test
    void showsTheApplicationRoleNothingWithoutATenant() throws SQLException {
        new Ids(newTenant());
        var tables = owner().sql("""
                        select relname from pg_class where relkind in ('r', 'p') and relnamespace = 'public'::regnamespace
                           and not relispartition
                           and relname not in ('flyway_schema_history', 'gateway_event', 'gateway_sweep', 'operator_action')""").query(String.class).list();
        assertThat(tables).hasSizeGreaterThan(12);
        try (var connection = dataSource.getConnection();
                var statement = connection.createStatement()) {
            for (var table : tables) {
                try (var rows = statement.executeQuery("select count(*) from " + table)) {
                    rows.next();
                    assertThat(rows.getLong(1)).as(table).isZero();
                }
            }
        }
        assertThat(owner().sql("select count(*) from invoice").query(Long.class).single())
                .isPositive();
    }

    /**
     * Messages of gateways belong to no tenant until somebody works on them: then they are out of every tenant's sight.
     */
    @Test
    void showsNoTenantWhatTheGatewayTold() throws SQLException {
        owner().sql("""
                        insert into gateway_event (gateway, id, type, object_id, found_by, status, happened_at)
                        values ('stripe', 'evt_of_nobody', 'x.y', 'x', 'SWEEP', 'DONE', now()) on conflict do nothing
                        """).update();
        var tenant = tenantOf(new Ids(newTenant()).account);

        long seen;
        try (var connection = dataSource.getConnection();
                var statement = connection.createStatement()) {
            connection.setAutoCommit(false);
            statement.execute("select set_config('app.tenant', '" + tenant + "', true)");
            try (var rows = statement.executeQuery("select count(*) from gateway_event")) {
                rows.next();
                seen = rows.getLong(1);
            }
            connection.rollback();
            connection.setAutoCommit(true);
        }

        assertThat(seen).isZero();
    }

    @Test
    void keepsTheApplicationRoleFromWritingForAnotherTenantAndFromTheJournal() {
        var ids = new Ids(newTenant());
        var jdbc = new JdbcTemplate(dataSource);

        assertThatThrownBy(() -> jdbc.update("update journal set actor = 'nobody'"))
                .rootCause()
                .hasMessageContaining("permission denied");
        assertThatThrownBy(() -> jdbc.update("delete from journal"))
                .rootCause()
                .hasMessageContaining("permission denied");
        assertThatThrownBy(() -> jdbc.update("update plan_version set trial_days = 1"))
                .rootCause()
                .hasMessageContaining("permission denied");
        assertThat(jdbc.update("update account set name = 'Mallory'")).isZero();
        assertThatThrownBy(() -> jdbc.update(
                        "insert into invoice_number (tenant_id, last_number) select tenant_id, 1 from (values ('"
                                + tenantOf(ids.account) + "'::uuid)) t (tenant_id)"))
                .rootCause()
                .hasMessageContaining("row-level security");
    }

    @Test
    void keepsScopesApart() {
        var api = newTenant();
        var reader = api.as(key(api, "read"));
        var writer = api.as(key(api, "write"));

        reader.get("/v1/accounts").expect(200);
        reader.post("/v1/accounts", "{}").expectProblem(403, "insufficient_scope");
        writer.get("/v1/accounts").expect(200);
        writer.account("UTC");
        writer.get("/v1/api-keys").expectProblem(403, "insufficient_scope");
        writer.patch("/v1/tenant", "{\"name\": \"x\"}").expectProblem(403, "insufficient_scope");
        api.patch("/v1/tenant", "{\"name\": \"Analytical Engines\"}").expect(200);
    }

    @Test
    void endsARevokedKeyWithinSeconds() {
        var api = newTenant();
        var created = api.post("/v1/api-keys", "{\"name\": \"temp\", \"scopes\": [\"read\"]}")
                .expect(201);
        var temp = api.as(created.text("secret"));
        temp.get("/v1/accounts").expect(200);

        api.delete("/v1/api-keys/" + created.text("id")).expect(200);

        Awaitility.await()
                .atMost(Duration.ofSeconds(5))
                .until(() -> temp.get("/v1/accounts").status() == 401);
        assertThat(api.get("/v1/api-keys").http().body()).doesNotContain(created.text("secret"));
    }

    private static String key(Api api, String scope) {
        return api.post("/v1/api-keys", "{\"name\": \"%s\", \"scopes\": [\"%s\"]}".formatted(scope, scope))
                .expect(201)
                .text("secret");
    }

    private String tenantOf(String account) {
        return owner().sql("select tenant_id::text from account where id = :id::uuid")
                .param("id", account)
                .query(String.class)
                .single();
    }

    private static String withoutIds(Api.Answer answer, String path) {
        var id = path.replaceAll(".*/([0-9a-f-]{36}).*", "$1");
        return answer.http().body().replace(id, "ID").replaceAll("\"request_id\":\"[^\"]*\"", "\"request_id\":\"R\"");
    }

    /** One of everything. */
    private static final class Ids {
        private final String account;
        private final String method;
        private final String plan;
        private final String subscription;
        private final String invoice;
        private final String payment;
        private final String event;
        private final String key;

        private Ids(Api api) {
            account = api.account("UTC");
            method = api.attach(account, "pm_card_visa");
            var planCode = api.monthlyPlan("plan-" + account.substring(30), 2900);
            var created = api.subscribe(account, planCode).expect(201);
            subscription = created.text("id");
            plan = created.body().path("plan").path("id").asString();
            invoice = created.text("latest_invoice_id");
            payment = api.all("/v1/payments?invoice_id=" + invoice)
                    .getFirst()
                    .path("id")
                    .asString();
            event = api.all("/v1/events").getFirst().path("id").asString();
            key = api.all("/v1/api-keys").getFirst().path("id").asString();
        }

        private List<String> reads() {
            return List.of(
                    "/v1/accounts/" + account,
                    "/v1/accounts/" + account + "/payment-methods",
                    "/v1/plans/" + plan,
                    "/v1/plans/" + plan + "/versions",
                    "/v1/subscriptions/" + subscription,
                    "/v1/subscriptions/" + subscription + "/history",
                    "/v1/invoices/" + invoice,
                    "/v1/payments/" + payment,
                    "/v1/events/" + event);
        }

        private List<String> writes() {
            return List.of(
                    "/v1/payment-methods/" + method + "/default",
                    "/v1/plans/" + plan + "/archive",
                    "/v1/subscriptions/" + subscription + "/cancel",
                    "/v1/subscriptions/" + subscription + "/reactivate",
                    "/v1/invoices/" + invoice + "/finalize",
                    "/v1/invoices/" + invoice + "/pay",
                    "/v1/invoices/" + invoice + "/void",
                    "/v1/invoices/" + invoice + "/mark-uncollectible",
                    "/v1/payments/" + payment + "/reconcile");
        }

        private String replaced(String path, String id) {
            return path.replaceAll("[0-9a-f-]{36}", id);
        }
    }
}
