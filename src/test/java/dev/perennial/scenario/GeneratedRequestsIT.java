package dev.perennial.scenario;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

import dev.perennial.support.Api;
import dev.perennial.support.DocumentedAnswers;
import dev.perennial.support.OneOfEverything;
import dev.perennial.support.Operation;
import dev.perennial.support.PerennialIT;
import dev.perennial.support.SampleBody;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * What must hold for every operation there is, asked of each one that the OpenAPI document describes: a new operation is
 * tested here without anybody thinking of it.
 */
class GeneratedRequestsIT extends PerennialIT {
    /** Fields that somebody may try to set who wants more than is his. */
    private static final List<String> NOT_FOR_CALLERS = List.of("tenant_id", "status", "total");

    /** Usage is a ledger of its own, which keeps every report. The others find everything as it is to be, and change nothing. */
    private static final Set<String> LEAVES_NO_TRACE = Set.of(
            "/v1/usage",
            "/v1/usage/batch",
            "/v1/payments/{id}/reconcile",
            "/v1/payment-methods/{id}/default",
            "/v1/subscriptions/{id}/discounts");

    /** Names of classes, traces, SQL, paths: nothing that tells a caller what the service is made of. */
    private static final Pattern INSIDE = Pattern.compile(
            "Exception|\\b(java|jakarta|org|dev|com|tools)\\.[a-z]+\\.[A-Za-z.]+|\\bat [a-z]+\\.|SQL|(?i)\\bselect .* from\\b|\\binsert into\\b"
                    + "|violates|constraint|hibernate|postgres|/src/|\\.java");

    private Api mine;
    private JsonNode document;
    private List<Operation> operations;
    private OneOfEverything ids;
    private SampleBody bodies;

    @BeforeEach
    void readTheDocument() {
        mine = newTenant();
        document = mine.as("").get("/openapi.json").expect(200).body();
        operations = Operation.of(document).stream()
                .filter(operation -> !operation.scope().isEmpty())
                .toList();
        ids = new OneOfEverything(mine, operations);
        bodies = new SampleBody(document, ids);
        assertThat(operations).hasSizeGreaterThan(50);
    }

    @Test
    void anotherTenantsObjectIsNotThere() {
        var theirs = newTenant();
        var wrong = new ArrayList<String>();

        for (var operation : operations) {
            if (operation.hasParameters()) {
                var others = ask(theirs, operation, operation.at(ids::of));
                var nobodys = ask(theirs, operation, operation.at(resource -> OneOfEverything.nobodys()));
                if (others.status() != 404 || !withoutIds(others).equals(withoutIds(nobodys))) {
                    wrong.add(operation + " -> " + others.status() + " "
                            + others.http().body());
                }
            }
        }

        assertThat(wrong).as("not answered as if there were no such object").isEmpty();
    }

    @Test
    void aKeyWithoutTheScopeIsRefusedAndOneWithItIsNot() {
        var every = new TreeSet<String>();
        for (var operation : operations) {
            if (!operation.scope().equals("operator")) {
                every.add(operation.scope());
            }
        }
        var keys = new HashMap<String, Api>();
        var wrong = new ArrayList<String>();

        for (var operation : operations) {
            var missing = keys.computeIfAbsent(
                    "all but " + operation.scope(), name -> keyWith(without(every, operation.scope())));
            var refused = ask(missing, operation, operation.at(resource -> OneOfEverything.nobodys()));
            if (refused.status() != 403 || !refused.text("code").equals("insufficient_scope")) {
                wrong.add(operation + " without " + operation.scope() + " -> " + refused.status());
            }
            if (every.contains(operation.scope())) {
                var exact = keys.computeIfAbsent(operation.scope(), name -> keyWith(List.of(name)));
                // What it is asked for does not exist or is not complete: enough to see that it was let in.
                var letIn = exact.send(
                        operation.method(),
                        operation.at(resource -> OneOfEverything.nobodys()),
                        operation.isWrite() ? "{\"?\": 0}" : null,
                        Map.of());
                if (letIn.status() == 403 || letIn.status() == 401) {
                    wrong.add(operation + " with " + operation.scope() + " -> " + letIn.status());
                }
            }
        }

        assertThat(wrong).as("scopes not as the document says").isEmpty();
    }

    @Test
    void fieldsThatAreNotForCallersAreRefused() {
        var wrong = new ArrayList<String>();

        for (var operation : operations) {
            if (!operation.isWrite() || operation.scope().equals("operator")) {
                continue;
            }
            for (var field : NOT_FOR_CALLERS) {
                var body = bodies.of(operation);
                body.put(field, field.equals("tenant_id") ? OneOfEverything.nobodys() : "PAID");
                var answer = mine.send(operation.method(), operation.at(ids::of), body.toString(), Map.of());
                if (answer.status() != 400 || !answer.text("code").equals("unknown_field")) {
                    wrong.add(operation + " with " + field + " -> " + answer.status() + " " + answer.text("code"));
                }
            }
        }

        assertThat(wrong).as("fields taken that no caller may set").isEmpty();
    }

    /** Clients are generated from the document: what it does not say of an answer, they do not find in it. */
    @Test
    void everyAnswerIsAsTheDocumentSays() {
        var documented = new DocumentedAnswers(document);
        var wrong = new ArrayList<String>();
        int answered = 0;

        for (var operation : operations) {
            if (!operation.isWrite() && !operation.path().endsWith("/stream")) {
                var answer = mine.get(operation.at(ids::of));
                answered += answer.status() == 200 ? 1 : 0;
                wrong.addAll(documented.deviations(operation, answer));
            }
        }

        assertThat(answered).isGreaterThan(60);
        assertThat(wrong).as("answers that the document does not describe").isEmpty();
    }

    /** Whoever wrote something can be named, whatever it was. */
    @Test
    void everyWriteIsInTheAuditTrail() {
        // One of these writes revokes the key that everything else was made with.
        var admin = keyWith(List.of("read", "write", "admin"));
        var wrong = new ArrayList<String>();
        int written = 0;

        for (var operation : operations) {
            if (!operation.isWrite()
                    || LEAVES_NO_TRACE.contains(operation.path())
                    || operation.scope().endsWith(":read")) {
                continue;
            }
            var requestId = "generated-" + operation.method() + operation.path().replaceAll("[^a-z]+", "-");
            var answer = admin.send(
                    operation.method(),
                    operation.at(ids::of),
                    bodies.of(operation).toString(),
                    Map.of("X-Request-Id", requestId));
            if (answer.status() < 300) {
                written++;
                if (admin.all("/v1/audit-logs?request_id=" + requestId).isEmpty()) {
                    wrong.add(operation + " -> " + answer.status());
                }
            }
        }

        assertThat(written).isGreaterThan(10);
        assertThat(wrong).as("writes that nobody can be named for").isEmpty();
    }

    @Test
    void nobodyIsLetInWithoutAKey() {
        assertThat(operations)
                .allSatisfy(operation ->
                        ask(mine.as(""), operation, operation.at(ids::of)).expectProblem(401, "unauthorized"));
    }

    /** Whatever is sent, the answer speaks of what was sent and never of what the service is made of. */
    @Test
    void noAnswerTellsOfTheInside() {
        var wrong = new ArrayList<String>();

        for (var operation : operations) {
            var path = operation.at(resource -> OneOfEverything.nobodys());
            for (var answer : List.of(
                    ask(mine, operation, path),
                    ask(mine, operation, operation.at(resource -> "not-an-id")),
                    mine.send(operation.method(), path, "{\"name\": ", Map.of()),
                    mine.send(operation.method(), path, "[1, \"\\u0000\", null]", Map.of()),
                    mine.send(
                            operation.method(),
                            path,
                            "{\"metadata\": {\"a\": {\"b\": 1}}, \"amount\": 1e400}",
                            Map.of()),
                    mine.send(operation.method(), path, "<a/>", Map.of("Content-Type", "application/xml")),
                    mine.send(
                            operation.method(),
                            path + "?limit=1000000000&cursor=%27%3B--&status=%00&from=x&to=9&type='",
                            null,
                            Map.of()),
                    mine.send("PUT", path, "{}", Map.of()),
                    mine.send(
                            operation.method(), path, null, Map.of("Accept", "image/png", "Idempotency-Key", "a b")))) {
                if (answer.status() >= 500
                        || INSIDE.matcher(answer.http().body()).find()) {
                    wrong.add(operation + " -> " + answer.status() + " "
                            + answer.http().body());
                }
            }
        }

        assertThat(wrong).as("answers that tell too much").isEmpty();
    }

    private Api.Answer ask(Api api, Operation operation, String path) {
        return api.send(
                operation.method(),
                path,
                operation.isWrite() ? bodies.of(operation).toString() : null,
                Map.of());
    }

    private Api keyWith(Iterable<String> scopes) {
        var list = new ArrayList<String>();
        scopes.forEach(scope -> list.add('"' + scope + '"'));
        return mine.as(mine.post("/v1/api-keys", "{\"name\": \"generated\", \"scopes\": " + list + "}")
                .expect(201)
                .text("secret"));
    }

    /** All the scopes of resources that do not include this one: who may write may also read. */
    private static Iterable<String> without(Set<String> every, String scope) {
        return every.stream()
                .filter(other -> !other.equals(scope)
                        && !other.equals("admin")
                        && !other.equals(scope.replaceAll(":read$", ":write")))
                .collect(Collectors.toCollection(TreeSet::new));
    }

    private static String withoutIds(Api.Answer answer) {
        return answer.http()
                .body()
                .replaceAll("[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}", "ID")
                .replaceAll("\"request_id\":\"[^\"]*\"", "");
    }
}
