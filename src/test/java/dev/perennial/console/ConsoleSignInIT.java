package dev.perennial.console;

import java.time.Duration;
import java.time.Instant;
import java.util.Date;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.regex.Pattern;

import org.junit.jupiter.api.Test;

import dev.perennial.support.PerennialIT;
import dev.perennial.support.Site;
import dev.perennial.support.TestIssuer;
import dev.perennial.support.TestTenants;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/** The way into the console and out of it, and what holds for each of its pages. */
class ConsoleSignInIT extends PerennialIT {
    private static final String START = "/console/audit";
    private static final Pattern FILE = Pattern.compile("(?:<script src|<link rel=\"stylesheet\" href)=\"([^\"]*)\"");

    private Site signedIn(String credential) {
        var site = new Site(baseUrl());
        var answer =
                site.submit("/console/sign-in", "/console/sign-in", Map.of("credential", credential, "next", START));
        assertThat(answer.expect(303).header("Location")).isEqualTo(START);
        return site;
    }

    @Test
    void sendsStrangersToTheSignInPageAndBack() {
        var site = new Site(baseUrl());

        assertThat(site.get("/console/invoices?status=PAID").expect(303).header("Location"))
                .isEqualTo("/console/sign-in?next=%2Fconsole%2Finvoices%3Fstatus%3DPAID");
        assertThat(site.get("/console/invoices", "HX-Request", "true")
                        .expect(401)
                        .header("HX-Redirect"))
                .isEqualTo("/console/sign-in");
    }

    @Test
    void letsInByKey() {
        var site = signedIn(newTenant().key());

        assertThat(site.get(START).expect(200).html()).contains("Sign out").contains("test mode");
    }

    @Test
    void letsInByTokenOfAPersonForAsLongAsItIsGood() {
        var api = newTenant();
        var tenant = TestTenants.tenantOf(owner(), api.key());
        var token = TestIssuer.shared().sign(TestIssuer.claims(tenant, "viewer").build());

        var site = signedIn(token);

        assertThat(site.get(START).expect(200).html()).contains("ada@example.com");
        api.post("/v1/token-revocations", "{\"subject\": \"ada@example.com\"}").expect(201);
        awaitEnd(site);
    }

    @Test
    void refusesWhatIsNoKeyOfATenant() {
        var old = TestIssuer.claims(UUID.randomUUID(), "admin").build();
        var expired = TestIssuer.claims(
                        TestTenants.tenantOf(owner(), newTenant().key()), "admin")
                .expirationTime(Date.from(Instant.EPOCH))
                .build();
        for (var credential : List.of(
                "prn_test_nobody",
                OPERATOR_KEY,
                TestIssuer.shared().sign(old),
                TestIssuer.shared().sign(expired))) {
            var site = new Site(baseUrl());

            var answer = site.submit("/console/sign-in", "/console/sign-in", Map.of("credential", credential));

            assertThat(answer.expect(403).html()).contains("not valid").doesNotContain(credential);
            site.get(START).expect(303);
        }
    }

    @Test
    void endsASessionWithItsKey() {
        var api = newTenant();
        var second = api.post("/v1/api-keys", "{\"name\": \"desk\", \"scopes\": [\"read\"]}")
                .expect(201);
        var site = signedIn(second.text("secret"));
        site.get(START).expect(200);

        api.delete("/v1/api-keys/" + second.text("id")).expect(200);

        awaitEnd(site);
    }

    /** A revoked credential may be remembered for a second. */
    private static void awaitEnd(Site site) {
        await().atMost(Duration.ofSeconds(10))
                .pollInterval(Duration.ofMillis(100))
                .until(() -> site.get(START).status() == 303);
    }

    @Test
    void signsOutForGood() {
        var site = signedIn(newTenant().key());
        var cookie = site.cookies().getCookieStore().getCookies().getFirst().getValue();

        site.submit(START, "/console/sign-out", Map.of()).expect(303);

        site.get(START).expect(303);
        new Site(baseUrl()).get(START, "Cookie", "perennial_console=" + cookie).expect(303);
    }

    @Test
    void endsSessionsWhenTheirTimeIsOver() {
        var api = newTenant();
        var site = signedIn(api.key());
        owner().sql("update page_session set expires_at = now() - interval '1 second' where tenant_id = :tenant")
                .param("tenant", TestTenants.tenantOf(owner(), api.key()))
                .update();

        site.get(START).expect(303);
    }

    @Test
    void keepsNothingInTheDatabaseThatOpensASession() {
        var api = newTenant();
        signedIn(api.key());

        var row = owner().sql(
                        "select encode(credential, 'escape') as sealed from page_session where tenant_id = :tenant")
                .param("tenant", TestTenants.tenantOf(owner(), api.key()))
                .query(String.class)
                .single();
        assertThat(row).doesNotContain(api.key());
    }

    @Test
    void takesNoFormWithoutItsToken() {
        var api = newTenant();
        var site = signedIn(api.key());

        assertThat(site.post("/console/sign-out", Map.of()).expect(403).html()).contains("<h1>Forbidden</h1>");
        site.post("/console/sign-out", Map.of("_csrf", "AAAA")).expect(403);
        new Site(baseUrl())
                .post("/console/sign-in", Map.of("credential", api.key()))
                .expect(403);
        site.get(START).expect(200);
    }

    @Test
    void takesNoTokenOfAnotherSession() {
        var one = signedIn(newTenant().key());
        var other = signedIn(newTenant().key());

        one.post("/console/sign-out", Map.of("_csrf", other.get(START).token())).expect(403);

        one.get(START).expect(200);
    }

    @Test
    void givesANewCookieToWhoSignsIn() {
        var site = new Site(baseUrl());
        site.get("/console/sign-in").expect(200);
        var before = site.cookies().getCookieStore().getCookies().getFirst().getValue();

        var answer = site.submit(
                "/console/sign-in",
                "/console/sign-in",
                Map.of("credential", newTenant().key()));

        assertThat(answer.header("Set-Cookie"))
                .contains("Path=/console")
                .contains("HttpOnly")
                .contains("SameSite=Strict")
                .contains("Max-Age=43200")
                .doesNotContain("Secure")
                .doesNotContain(before);
    }

    @Test
    void keepsTheCookieToTlsWhereThereIsSome() {
        var site = new Site(baseUrl());

        assertThat(site.get("/console/sign-in", "X-Forwarded-Proto", "https").header("Set-Cookie"))
                .contains("Secure");
    }

    @Test
    void leadsNowhereElseAfterSigningIn() {
        var key = newTenant().key();
        for (var elsewhere :
                List.of("https://example.com", "//example.com", "/console/../v1", "/console/\\example.com")) {
            var site = new Site(baseUrl());

            var answer =
                    site.submit("/console/sign-in", "/console/sign-in", Map.of("credential", key, "next", elsewhere));

            assertThat(answer.expect(303).header("Location")).isEqualTo("/console");
        }
    }

    @Test
    void looksAtNoMoreKeysOfAnAddressThatSendsBadOnes() {
        var site = new Site(baseUrl(), "127.0.0.77");
        for (int i = 0; i < 20; i++) {
            site.submit("/console/sign-in", "/console/sign-in", Map.of("credential", "prn_test_bad" + i))
                    .expect(403);
        }

        var answer = site.submit(
                "/console/sign-in",
                "/console/sign-in",
                Map.of("credential", newTenant().key()));

        assertThat(answer.expect(429).header("Retry-After")).isNotEmpty();
        assertThat(answer.html()).contains("Too many keys");
        signedIn(newTenant().key());
    }

    @Test
    void loadsAndRunsOnlyWhatIsOurs() {
        var site = signedIn(newTenant().key());

        var page = site.get(START).expect(200);

        assertThat(page.header("Content-Security-Policy"))
                .contains("default-src 'none'")
                .contains("script-src 'self'")
                .contains("frame-ancestors 'none'")
                .doesNotContain("unsafe");
        assertThat(page.header("Cache-Control")).isEqualTo("no-store");
        assertThat(page.header("X-Content-Type-Options")).isEqualTo("nosniff");
        assertThat(page.html())
                .doesNotContain("style=")
                .doesNotContain("onclick")
                .doesNotContain("http://example");
        var files =
                FILE.matcher(page.html()).results().map(found -> found.group(1)).toList();
        assertThat(files).hasSizeGreaterThanOrEqualTo(3);
        for (var file : files) {
            assertThat(site.get(file).expect(200).header("Cache-Control"))
                    .as(file)
                    .isEqualTo("no-cache");
        }
    }

    @Test
    void showsFailuresInTheLookOfThePages() {
        var site = signedIn(newTenant().key());

        assertThat(site.get("/console/nothing/here").expect(404).html())
                .contains("There is nothing at this address")
                .contains("/assets/pages.css");
        assertThat(new Site(baseUrl()).get("/console%00").status()).isIn(400, 404);
    }

    @Test
    void opensNoDoorToTheApi() {
        var site = signedIn(newTenant().key());

        site.get("/v1/accounts").expect(401);
        new Site(baseUrl())
                .get(START, "Authorization", "Bearer " + newTenant().key())
                .expect(303);
    }
}
