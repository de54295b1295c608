package dev.perennial.scenario;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpHeaders;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.time.Instant;
import java.util.Date;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.UUID;
import java.util.stream.IntStream;

import org.awaitility.Awaitility;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import dev.perennial.support.Api;
import dev.perennial.support.HeldRow;
import dev.perennial.support.PerennialIT;
import dev.perennial.support.TestIssuer;
import dev.perennial.support.TestTenants;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

/** Who gets in, how far, and how often: keys, people's tokens, the operator, limits, and what browsers are told. */
class AccessIT extends PerennialIT {
    private Api api;
    private UUID tenant;

    @BeforeEach
    void tenant() {
        api = newTenant();
        tenant = TestTenants.tenantOf(owner(), api.key());
    }

    @Test
    void refusesScopesThatDoNotExist() {
        api.post("/v1/api-keys", "{\"name\": \"k\", \"scopes\": [\"invoices:pay\"]}")
                .expectProblem(422, "validation_failed")
                .expectField("scopes");
        api.post("/v1/api-keys", "{\"name\": \"k\", \"scopes\": [\"operator\"]}")
                .expectProblem(422, "validation_failed");
    }

    @Test
    void keepsAKeyToTheResourceItIsFor() {
        var key = api.as(newKey("invoices:read"));

        key.get("/v1/invoices").expect(200);
        key.post("/v1/invoices/preview", "{}").expect(422);
        key.post("/v1/invoices", "{}").expectProblem(403, "insufficient_scope");
        key.get("/v1/accounts").expectProblem(403, "insufficient_scope");
        key.get("/v1/%69nvoices").expect(200);
        key.get("/v1/%61ccounts").expectProblem(403, "insufficient_scope");
        key.send("POST", "/v1/accounts", "{}", Map.of("X-HTTP-Method-Override", "GET"))
                .expectProblem(403, "insufficient_scope");
        assertThat(key.send("HEAD", "/v1/accounts", null, Map.of()).status()).isEqualTo(403);
        assertThat(key.send("HEAD", "/v1/invoices", null, Map.of()).status()).isEqualTo(200);
    }

    @Test
    void endsAKeyWhenItExpires() {
        var made = api.post(
                        "/v1/api-keys",
                        "{\"name\": \"short\", \"scopes\": [\"read\"], \"expires_at\": \"%s\"}"
                                .formatted(Instant.now().plusSeconds(2)))
                .expect(201);
        var key = api.as(made.text("secret"));
        key.get("/v1/plans").expect(200);

        Awaitility.await()
                .atMost(Duration.ofSeconds(5))
                .until(() -> key.get("/v1/plans").status() == 401);
    }

    @Test
    void endsAKeyWithTheRequestThatRevokesIt() {
        var made = api.post("/v1/api-keys", "{\"name\": \"leaked\", \"scopes\": [\"read\"]}")
                .expect(201);
        var key = api.as(made.text("secret"));
        key.get("/v1/plans").expect(200);

        api.delete("/v1/api-keys/" + made.text("id")).expect(200);

        key.get("/v1/plans").expectProblem(401, "unauthorized");
    }

    @Test
    void replacesAKeyWhileBothWorkAndThenEndsTheOld() {
        var old = api.post(
                        "/v1/api-keys", "{\"name\": \"k\", \"scopes\": [\"plans:read\"], \"requests_per_minute\": 500}")
                .expect(201);

        var fresh = api.post("/v1/api-keys/" + old.text("id") + "/rotate", "{\"overlap_seconds\": 2}")
                .expect(201);

        api.as(old.text("secret")).get("/v1/plans").expect(200);
        api.as(fresh.text("secret")).get("/v1/plans").expect(200);
        assertThat(fresh.body().path("scopes")).isEqualTo(old.body().path("scopes"));
        assertThat(fresh.body().path("requests_per_minute").asInt()).isEqualTo(500);
        api.post("/v1/api-keys/" + old.text("id") + "/rotate", "{}").expectProblem(409, "api_key_not_rotatable");
        var listed = api.all("/v1/api-keys").stream()
                .filter(key -> key.path("id").asString().equals(old.text("id")))
                .findFirst()
                .orElseThrow();
        assertThat(listed.path("replaced_by_id").asString()).isEqualTo(fresh.text("id"));
        Awaitility.await()
                .atMost(Duration.ofSeconds(5))
                .until(() -> api.as(old.text("secret")).get("/v1/plans").status() == 401);
        api.as(fresh.text("secret")).get("/v1/plans").expect(200);
        var audit = api.all("/v1/audit-logs?entity_id=" + old.text("id")).getFirst();
        assertThat(audit.path("action").asString()).isEqualTo("api_key.rotated");
        assertThat(audit.path("changes").path("replaced_by_id").path("to").asString())
                .isEqualTo(fresh.text("id"));
    }

    @Test
    void letsOneOfTwoRotationsAtOnceIn() throws Exception {
        var old = api.post("/v1/api-keys", "{\"name\": \"raced\", \"scopes\": [\"read\"]}")
                .expect(201);
        var path = "/v1/api-keys/" + old.text("id") + "/rotate";
        try (var held = HeldRow.ofApiKey(old.text("id"))) {
            var first = held.letWait(() -> api.post(path, "{}"));
            var second = held.letWait(() -> api.post(path, "{}"));
            held.release();

            first.get().expect(201);
            second.get().expectProblem(409, "api_key_not_rotatable");
        }
        assertThat(api.all("/v1/api-keys").stream()
                        .filter(key -> key.path("name").asString().equals("raced")))
                .as("the old key and the one in its place")
                .hasSize(2);
    }

    @Test
    void rotatesOnceUnderOneIdempotencyKey() {
        var old = api.post("/v1/api-keys", "{\"name\": \"k\", \"scopes\": [\"read\"]}")
                .expect(201);
        var header = Map.of("Idempotency-Key", "rotate-once");

        var first = api.post("/v1/api-keys/" + old.text("id") + "/rotate", "{}", header)
                .expect(201);
        var second = api.post("/v1/api-keys/" + old.text("id") + "/rotate", "{}", header)
                .expect(201);

        assertThat(second.text("id")).isEqualTo(first.text("id"));
        api.as(second.text("secret")).get("/v1/plans").expect(200);
    }

    @Test
    void remembersAtMostOnceAMinuteThatAKeyWasUsed() {
        var id = api.post("/v1/api-keys", "{\"name\": \"k\", \"scopes\": [\"plans:read\"]}")
                .expect(201);
        var key = api.as(id.text("secret"));
        IntStream.range(0, 5).forEach(i -> key.get("/v1/plans").expect(200));
        var first = lastUsed(id.text("id"));

        Awaitility.await()
                .pollDelay(Duration.ofMillis(1200))
                .until(() -> key.get("/v1/plans").status() == 200);

        assertThat(first).isNotNull();
        assertThat(lastUsed(id.text("id"))).isEqualTo(first);
    }

    @Test
    void letsPeopleInByTheirRole() {
        var viewer = person("viewer");
        var finance = person("finance");
        var admin = person("admin");

        viewer.get("/v1/accounts").expect(200);
        viewer.post("/v1/accounts", "{}").expectProblem(403, "insufficient_scope");
        finance.get("/v1/subscriptions").expect(200);
        var account = finance.account("UTC");
        finance.post(
                        "/v1/invoices",
                        "{\"account_id\": \"%s\", \"lines\": [{\"description\": \"x\", \"unit_amount\": \"1\"}]}"
                                .formatted(account))
                .expect(201);
        finance.post("/v1/plans", "{}").expectProblem(403, "insufficient_scope");
        finance.get("/v1/api-keys").expectProblem(403, "insufficient_scope");
        admin.get("/v1/api-keys").expect(200);
        person("janitor").get("/v1/accounts").expectProblem(403, "insufficient_scope");
        assertThat(api.all("/v1/audit-logs?entity_id=" + account)
                        .getFirst()
                        .path("actor")
                        .asString())
                .isEqualTo("user:ada@example.com");
    }

    @Test
    void keepsPeopleToTheirTenant() {
        var account = newTenant().account("UTC");

        person("admin").get("/v1/accounts/" + account).expect(404);
        api.as(TestIssuer.shared()
                        .sign(TestIssuer.claims(UUID.randomUUID(), "admin").build()))
                .get("/v1/accounts")
                .expectProblem(401, "unauthorized");
    }

    @Test
    void endsWhatTokensAPersonHasBeforeTheyExpire() {
        var before = person("viewer");
        before.get("/v1/accounts").expect(200);

        var revoked = api.post("/v1/token-revocations", "{\"subject\": \"ada@example.com\"}")
                .expect(201);

        awaitRefusal(before);
        var issuer = TestIssuer.shared();
        api.as(issuer.sign(TestIssuer.claims(tenant, "viewer").issueTime(null).build()))
                .get("/v1/accounts")
                .expectProblem(401, "unauthorized");
        api.as(issuer.sign(TestIssuer.claims(tenant, "viewer")
                        .subject("grace@example.com")
                        .build()))
                .get("/v1/accounts")
                .expect(200);
        api.as(issuer.sign(TestIssuer.claims(tenant, "viewer")
                        .issueTime(Date.from(Instant.now().plusSeconds(60)))
                        .build()))
                .get("/v1/accounts")
                .expect(200);
        assertThat(api.all("/v1/token-revocations")).containsExactly(revoked.body());
        assertThat(api.all("/v1/audit-logs?entity_id=" + revoked.text("id"))
                        .getFirst()
                        .path("action")
                        .asString())
                .isEqualTo("token.revoked");
    }

    @Test
    void endsASingleToken() {
        var issuer = TestIssuer.shared();
        var lost = api.as(issuer.sign(
                TestIssuer.claims(tenant, "admin").jwtID("lost-laptop").build()));
        var kept = api.as(
                issuer.sign(TestIssuer.claims(tenant, "admin").jwtID("desk").build()));
        lost.get("/v1/accounts").expect(200);

        api.post("/v1/token-revocations", "{\"token_id\": \"lost-laptop\"}").expect(201);

        awaitRefusal(lost);
        kept.get("/v1/accounts").expect(200);
        kept.post("/v1/token-revocations", "{}")
                .expectProblem(422, "validation_failed")
                .expectField("subject");
        kept.post("/v1/token-revocations", "{\"subject\": \"a\", \"token_id\": \"b\"}")
                .expectProblem(422, "validation_failed");
        person("finance").get("/v1/token-revocations").expectProblem(403, "insufficient_scope");
    }

    @Test
    void revokesNobodyOfAnotherTenant() {
        newTenant()
                .post("/v1/token-revocations", "{\"subject\": \"ada@example.com\"}")
                .expect(201);

        person("viewer").get("/v1/accounts").expect(200);
    }

    /** As another machine of the loopback network, so that nobody else of this test run is turned away. */
    @Test
    void looksNoMoreAtKeysOfAnAddressThatSentTooManyBadOnes() throws Exception {
        var elsewhere = InetAddress.getByName("127.0.0.77");
        assumeTrue(canBind(elsewhere), "NOT RUN: this system has one loopback address only");
        try (var client = HttpClient.newBuilder().localAddress(elsewhere).build()) {
            assertThat(statusOf(client, api.key())).isEqualTo(200);

            int guesses = 0;
            var refused = send(client, "prn_test_guess");
            while (refused.statusCode() == 401 && guesses < 3_000) {
                refused = send(client, "prn_test_guess" + guesses++);
            }

            assertThat(guesses).isGreaterThanOrEqualTo(1_000);
            assertThat(refused.statusCode()).isEqualTo(429);
            assertThat(refused.body()).contains("rate_limited");
            assertThat(refused.headers().firstValue("Retry-After")).contains("1");
            assertThat(statusOf(client, api.key())).isEqualTo(200);
            api.as("prn_test_guess").get("/v1/plans").expect(401);
        }
    }

    private static boolean canBind(InetAddress address) {
        try (var socket = new ServerSocket(0, 1, address)) {
            return socket.isBound();
        } catch (IOException e) {
            return false;
        }
    }

    private int statusOf(HttpClient client, String key) throws IOException, InterruptedException {
        return send(client, key).statusCode();
    }

    private HttpResponse<String> send(HttpClient client, String key) throws IOException, InterruptedException {
        return client.send(
                HttpRequest.newBuilder(URI.create(baseUrl() + "/v1/plans"))
                        .header("Authorization", "Bearer " + key)
                        .build(),
                HttpResponse.BodyHandlers.ofString());
    }

    private static void awaitRefusal(Api caller) {
        Awaitility.await()
                .atMost(Duration.ofSeconds(2))
                .until(() -> caller.get("/v1/accounts").status() == 401);
    }

    @Test
    void refusesEveryTokenThatIsNotTheIssuersForUsAndNow() {
        var issuer = TestIssuer.shared();
        var good = TestIssuer.claims(tenant, "admin").build();
        var stranger = TestIssuer.newKey("published");
        var past = Date.from(Instant.now().minusSeconds(120));
        api.as(issuer.sign(good)).get("/v1/accounts").expect(200);

        var bad = Map.ofEntries(
                Map.entry("no signature", TestIssuer.unsigned(good)),
                Map.entry("public key as shared secret", issuer.signedByPublicKeyAsSecret(good)),
                Map.entry("another key of that name", TestIssuer.signedBy(stranger, good)),
                Map.entry("a key that it brings along", TestIssuer.withItsOwnKey(stranger, good)),
                Map.entry("an unknown key", TestIssuer.signedBy(TestIssuer.newKey("unknown"), good)),
                Map.entry("changed after signing", tampered(issuer.sign(good))),
                Map.entry(
                        "another issuer",
                        issuer.sign(TestIssuer.claims(tenant, "admin")
                                .issuer("https://evil.example.com")
                                .build())),
                Map.entry(
                        "another audience",
                        issuer.sign(TestIssuer.claims(tenant, "admin")
                                .audience("payroll")
                                .build())),
                Map.entry(
                        "no audience",
                        issuer.sign(TestIssuer.claims(tenant, "admin")
                                .audience((String) null)
                                .build())),
                Map.entry(
                        "expired",
                        issuer.sign(TestIssuer.claims(tenant, "admin")
                                .expirationTime(past)
                                .build())),
                Map.entry(
                        "never expiring",
                        issuer.sign(TestIssuer.claims(tenant, "admin")
                                .expirationTime(null)
                                .build())),
                Map.entry(
                        "not yet valid",
                        issuer.sign(TestIssuer.claims(tenant, "admin")
                                .notBeforeTime(Date.from(Instant.now().plusSeconds(300)))
                                .build())),
                Map.entry(
                        "no tenant",
                        issuer.sign(TestIssuer.claims(tenant, "admin")
                                .claim("tenant_id", null)
                                .build())),
                Map.entry(
                        "a tenant that is no id",
                        issuer.sign(TestIssuer.claims(tenant, "admin")
                                .claim("tenant_id", "1 or 1=1")
                                .build())),
                Map.entry(
                        "no roles",
                        issuer.sign(TestIssuer.claims(tenant, "admin")
                                .claim("roles", null)
                                .build())),
                Map.entry("not a token", "a.b.c"));

        bad.forEach((what, token) -> assertThat(api.as(token)
                        .get("/v1/accounts")
                        .expectProblem(401, "unauthorized")
                        .text("detail"))
                .as(what)
                .startsWith("Send a valid API key"));
    }

    @Test
    void letsTheOperatorMakeTenantsAndNothingElse() {
        var operator = api.as(OPERATOR_KEY);
        var body = "{\"name\": \"Hosted\", \"mode\": \"TEST\", \"default_currency\": \"EUR\"}";

        var made = operator.post("/v1/tenants", body).expect(201).body();

        var hosted = api.as(made.path("api_key").path("secret").asString());
        assertThat(hosted.get("/v1/tenant").expect(200).body()).isEqualTo(made.path("tenant"));
        assertThat(made.path("tenant").path("default_currency").asString()).isEqualTo("EUR");
        hosted.account("UTC");
        assertThat(hosted.all("/v1/audit-logs?entity_type=tenant")
                        .getFirst()
                        .path("actor")
                        .asString())
                .isEqualTo("operator");
        operator.get("/v1/accounts").expectProblem(403, "insufficient_scope");
        operator.get("/v1/tenant").expectProblem(403, "insufficient_scope");
        api.post("/v1/tenants", body).expectProblem(403, "insufficient_scope");
        operator.post("/v1/tenants", "{\"name\": \"Hosted\", \"mode\": \"TEST\", \"default_currency\": \"ZZZ\"}")
                .expectProblem(422, "validation_failed")
                .expectField("default_currency");
        operator.post("/v1/tenants", "{\"name\": \"x\", \"mode\": \"TEST\", \"id\": \"x\"}")
                .expectProblem(400, "unknown_field");
        api.as(OPERATOR_KEY + "x").post("/v1/tenants", body).expectProblem(401, "unauthorized");
    }

    @Test
    void makesOneTenantUnderOneIdempotencyKey() {
        var operator = api.as(OPERATOR_KEY);
        var header = Map.of("Idempotency-Key", "tenant-" + tenant);
        var body = "{\"name\": \"Once\", \"mode\": \"LIVE\"}";

        var first = operator.post("/v1/tenants", body, header).expect(201).body();
        var again = operator.post("/v1/tenants", body, header).expect(201).body();

        assertThat(again.path("tenant").path("id"))
                .isEqualTo(first.path("tenant").path("id"));
        api.as(again.path("api_key").path("secret").asString())
                .get("/v1/tenant")
                .expect(200);
        operator.post("/v1/tenants", "{\"name\": \"Twice\", \"mode\": \"LIVE\"}", header)
                .expectProblem(422, "validation_failed");
    }

    @Test
    void turnsAwayWhoAsksTooOftenAndTellsWhenToComeBack() {
        var key = api.as(api.post(
                        "/v1/api-keys",
                        "{\"name\": \"slow\", \"scopes\": [\"plans:read\"], \"requests_per_minute\": 3}")
                .expect(201)
                .text("secret"));

        var answers = IntStream.range(0, 5).mapToObj(i -> key.get("/v1/plans")).toList();

        assertThat(answers.stream().map(Api.Answer::status)).containsExactly(200, 200, 200, 429, 429);
        assertThat(header(answers.getFirst(), "RateLimit-Limit")).isEqualTo("3");
        assertThat(header(answers.getFirst(), "RateLimit-Remaining")).isEqualTo("2");
        assertThat(header(answers.getFirst(), "RateLimit-Policy")).isEqualTo("3;w=60");
        answers.get(3).expectProblem(429, "rate_limited");
        assertThat(Integer.parseInt(header(answers.get(3), "Retry-After"))).isBetween(15, 20);
        assertThat(Integer.parseInt(header(answers.get(3), "RateLimit-Reset"))).isBetween(50, 60);
        api.get("/v1/plans").expect(200);
    }

    @Test
    void tellsBrowsersToDoNothingWithAnyAnswer() {
        for (var answer : List.of(
                api.get("/v1/accounts"),
                api.as("").get("/v1/accounts"),
                api.get("/v1/nothing-here"),
                api.get("/nothing-here"),
                api.post("/v1/accounts", "{\"name\": "),
                api.as("").get("/health"),
                api.as("").get("/metrics"),
                api.as("").get("/openapi.json"),
                api.as("").get("/docs"),
                api.as("").get("/swagger-ui/index.html"),
                api.post("/v1/accounts", "x".repeat(1024 * 1024 + 1)))) {
            var headers = answer.http().headers();
            var what = answer.http().uri() + " " + answer.status();
            assertThat(headers.firstValue("X-Content-Type-Options")).as(what).contains("nosniff");
            assertThat(headers.firstValue("Cache-Control")).as(what).contains("no-store");
            assertThat(headers.firstValue("X-Frame-Options")).as(what).contains("DENY");
            assertThat(headers.firstValue("Referrer-Policy")).as(what).contains("no-referrer");
            assertThat(headers.firstValue("Strict-Transport-Security")).as(what).isPresent();
            assertThat(headers.firstValue("Content-Security-Policy"))
                    .as(what)
                    .hasValueSatisfying(policy -> assertThat(policy).contains("frame-ancestors 'none'"));
            assertThat(headers.firstValue("Server")).as(what).isEmpty();
            assertThat(headers.firstValue("X-Powered-By")).as(what).isEmpty();
        }
    }

    @Test
    void opensNothingToOtherOrigins() {
        var preflight =
                api.as("").send("OPTIONS", "/v1/accounts", null, Map.of("Access-Control-Request-Method", "GET"));
        var request = api.get("/v1/accounts");

        assertThat(crossOriginHeaders(preflight.http().headers())).isEmpty();
        assertThat(crossOriginHeaders(request.http().headers())).isEmpty();
    }

    private static List<String> crossOriginHeaders(HttpHeaders headers) {
        return headers.map().keySet().stream()
                .filter(name -> name.toLowerCase(Locale.ROOT).startsWith("access-control"))
                .toList();
    }

    private String newKey(String scope) {
        return api.post("/v1/api-keys", "{\"name\": \"k\", \"scopes\": [\"%s\"]}".formatted(scope))
                .expect(201)
                .text("secret");
    }

    private Api person(String role) {
        return api.as(TestIssuer.shared().sign(TestIssuer.claims(tenant, role).build()));
    }

    private static String header(Api.Answer answer, String name) {
        return answer.http().headers().firstValue(name).orElse("");
    }

    private String lastUsed(String id) {
        return owner().sql("select last_used_at::text from api_key where id = :id::uuid")
                .param("id", id)
                .query(String.class)
                .single();
    }

    /** One bit of the roles, under the old signature. */
    private static String tampered(String token) {
        var parts = token.split("\\.");
        var middle = parts[1].length() / 2;
        char flipped = parts[1].charAt(middle) == 'A' ? 'B' : 'A';
        return parts[0] + "." + parts[1].substring(0, middle) + flipped + parts[1].substring(middle + 1) + "."
                + parts[2];
    }
}
