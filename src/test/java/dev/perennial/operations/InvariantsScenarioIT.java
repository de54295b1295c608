package dev.perennial.operations;

import java.time.Duration;
import java.util.UUID;

import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import tools.jackson.databind.JsonNode;

import dev.perennial.support.Api;
import dev.perennial.support.PerennialIT;
import dev.perennial.support.TestTenants;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/** An amount is wrong, and whoever must know is told: the operator, the tenant, and the metrics. */
class InvariantsScenarioIT extends PerennialIT {
    private static final String REPORT = "/v1/admin/invariants";

    @Autowired
    private InvariantTicks ticks;

    @Test
    void tellsWhoIsConcernedOfARuleThatIsBroken() {
        var theirs = newTenant();
        var mine = newTenant();
        var operator = mine.as(OPERATOR_KEY);
        var account = mine.account("UTC");
        balance(mine, account, 7);
        try {
            var report = check(operator);

            assertThat(rule(report, "I9").path("outcome").asString()).isEqualTo("VIOLATED");
            assertThat(rule(report, "I9").path("rows_found").asInt()).isEqualTo(1);
            assertThat(rule(report, "I9").path("samples").toString())
                    .contains(account, TestTenants.tenantOf(owner(), mine.key()).toString());
            assertThat(report.path("checks").values().stream()
                            .filter(check -> !check.path("outcome").asString().equals("HOLDS"))
                            .count())
                    .as("rules broken besides")
                    .isEqualTo(1);
            assertThat(report.path("checks").size()).isEqualTo(Invariant.all().size());

            assertThat(rule(mine.get(REPORT).expect(200).body(), "I9")
                            .path("samples")
                            .toString())
                    .contains(account);
            var seenByOthers = rule(theirs.get(REPORT).expect(200).body(), "I9");
            assertThat(seenByOthers.path("outcome").asString()).isEqualTo("HOLDS");
            assertThat(seenByOthers.path("rows_found").asInt()).isZero();
            assertThat(seenByOthers.path("samples").size()).isZero();

            var event = mine.all("/v1/events?type=invariant.violated");
            assertThat(event).hasSize(1);
            assertThat(event.getFirst()
                            .path("data")
                            .path("object")
                            .path("invariant")
                            .asString())
                    .isEqualTo("I9");
            assertThat(theirs.all("/v1/events?type=invariant.violated")).isEmpty();

            ticks.measure();
            assertThat(operator.metric("perennial_invariant_violations{invariant=\"I9\"}"))
                    .hasValue("1.0");
            assertThat(operator.metric("perennial_invariant_violations{invariant=\"I1\"}"))
                    .hasValue("0.0");
        } finally {
            balance(mine, account, 0);
        }

        assertThat(rule(check(operator), "I9").path("outcome").asString()).isEqualTo("HOLDS");
        ticks.measure();
        assertThat(operator.metric("perennial_invariant_violations{invariant=\"I9\"}"))
                .hasValue("0.0");
        assertThat(operator.metric("perennial_invariant_checks_failed")).hasValue("0.0");
    }

    @Test
    void isBegunByOneReplicaOnSchedule() {
        var operator = newTenant().as(OPERATOR_KEY);
        owner().sql("delete from invariant_run where reason = 'SCHEDULED'").update();

        ticks.check();
        ticks.check();
        awaitEnd(operator);
        ticks.check();

        assertThat(owner().sql("select count(*) from invariant_run where reason = 'SCHEDULED'")
                        .query(Long.class)
                        .single())
                .isEqualTo(1);
    }

    @Test
    void isNotBegunTwiceButAgainAfterItsProcessDied() {
        var operator = newTenant().as(OPERATOR_KEY);
        var id = UUID.randomUUID();
        owner().sql(
                        "insert into invariant_run (id, reason, started_at) values (:id, 'REQUESTED', now() + interval '1 second')")
                .param("id", id)
                .update();

        operator.post(REPORT + "/run", "").expectProblem(409, "invariant_run_in_progress");
        assertThat(operator.get(REPORT).body().path("run").path("status").asString())
                .isEqualTo("RUNNING");

        owner().sql(
                        "update invariant_run set seen_at = now() - interval '1 hour', started_at = now() - interval '1 hour' where id = :id")
                .param("id", id)
                .update();
        check(operator);
    }

    @Test
    void refusesWhatIsInTheBody() {
        newTenant()
                .as(OPERATOR_KEY)
                .post(REPORT + "/run", "{\"rules\": [\"I1\"]}")
                .expectProblem(400, "unknown_field");
    }

    private void balance(Api api, String account, long amount) {
        owner().sql("update account set credit_balance_minor = :amount where tenant_id = :tenant and id = :id")
                .param("amount", amount)
                .param("tenant", TestTenants.tenantOf(owner(), api.key()))
                .param("id", UUID.fromString(account))
                .update();
    }

    private static JsonNode check(Api operator) {
        operator.post(REPORT + "/run", "").expect(202);
        return awaitEnd(operator);
    }

    private static JsonNode awaitEnd(Api operator) {
        await().atMost(Duration.ofSeconds(30))
                .pollInterval(Duration.ofMillis(50))
                .until(() -> operator.get(REPORT)
                        .body()
                        .path("run")
                        .path("status")
                        .asString()
                        .equals("FINISHED"));
        return operator.get(REPORT).expect(200).body();
    }

    private static JsonNode rule(JsonNode report, String code) {
        return report.path("checks").values().stream()
                .filter(check -> check.path("invariant").asString().equals(code))
                .findFirst()
                .orElseThrow();
    }
}
