package dev.perennial.console;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.UUID;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import dev.perennial.support.Api;
import dev.perennial.support.PerennialIT;
import dev.perennial.support.Site;
import dev.perennial.support.TestIssuer;
import dev.perennial.support.TestTenants;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/** Signing in at the page of an identity provider, by the real protocol with a real provider. */
class ConsoleOidcIT extends PerennialIT {
    private static final String START = "/console/audit";
    private static final String BEGIN = "/console/sign-in/oidc?next=%2Fconsole%2Faudit";
    private final Site provider = new Site(TestIssuer.ISSUER);
    private Site site;

    @BeforeEach
    void newBrowser() {
        site = new Site(baseUrl());
    }

    /** What the provider's page is answered with, and where that leads. */
    private String decided(String begin, Map<String, String> answers) {
        var page = site.get(begin).expect(303).header("Location");
        assertThat(page).startsWith(TestIssuer.ISSUER + "/authorize?");
        var asked = page.substring(TestIssuer.ISSUER.length());
        provider.get(asked).expect(200);
        var query = new StringBuilder(asked.replace("/authorize?", "/decide?"));
        answers.forEach(
                (name, value) -> query.append('&').append(name).append('=').append(value));
        var back = provider.get(query.toString()).expect(302).header("Location");
        assertThat(back).startsWith(baseUrl() + "/console/sign-in/oidc/return?");
        return back.substring(baseUrl().length());
    }

    private static Map<String, String> as(UUID tenant) {
        return Map.of("decision", "allow", "tenant", tenant.toString());
    }

    private UUID tenantOf(Api api) {
        return TestTenants.tenantOf(owner(), api.key());
    }

    @Test
    void letsInWhomTheProviderKnowsAndLeadsWhereHeWantedToGo() {
        var tenant = tenantOf(newTenant());
        var signIn = site.get(START).expect(303).header("Location");
        assertThat(site.get(signIn).expect(200).html()).contains("Sign in at 127.0.0.1");

        var page = site.get(decided(BEGIN, as(tenant))).expect(200);

        assertThat(page.onward()).isEqualTo(START);
        assertThat(site.get(START).expect(200).html()).contains("ada@example.com");
        assertThat(page.http().headers().allValues("Set-Cookie"))
                .anySatisfy(cookie ->
                        assertThat(cookie).startsWith("perennial_console=").contains("SameSite=Strict"));
    }

    @Test
    void keepsWhatItWaitsForToThatBrowserAndToTheWayIn() {
        assertThat(site.get(BEGIN, "X-Forwarded-Proto", "https").expect(303).header("Set-Cookie"))
                .startsWith("perennial_console_sign_in=")
                .contains("Path=/console/sign-in")
                .contains("HttpOnly")
                .contains("Secure")
                .contains("SameSite=Lax")
                .contains("Max-Age=600");
    }

    @Test
    void takesNoAnswerThatThisBrowserDidNotAskFor() {
        var back = decided(BEGIN, as(tenantOf(newTenant())));

        assertThat(new Site(baseUrl()).get(back).expect(400).html()).contains("was not begun in this browser");
        assertThat(site.get(back.replace("state=", "state=x")).expect(400).html())
                .contains("was not begun");
        // That was the one attempt: a state cannot be guessed piece by piece.
        site.get(back).expect(400);
        site.get(START).expect(303);
    }

    @Test
    void takesAnAnswerOnce() {
        var back = decided(BEGIN, as(tenantOf(newTenant())));
        site.get(back).expect(200);

        assertThat(site.get(back).expect(400).html()).contains("was not begun");
    }

    @Test
    void takesNoTokenMadeForAnotherSignIn() {
        var answers =
                Map.of("decision", "allow", "tenant", tenantOf(newTenant()).toString(), "nonce", "of-somebody-else");

        assertThat(site.get(decided(BEGIN, answers)).expect(403).html())
                .contains("did not sign you in")
                .contains("invalid_nonce");
        site.get(START).expect(303);
    }

    @Test
    void takesNoCodeOfAnotherSignIn() {
        var tenant = tenantOf(newTenant());
        var stolen = decided(BEGIN, as(tenant)).replaceAll(".*code=", "");
        var own = decided(BEGIN, as(tenant)).replaceAll("code=.*", "code=");

        assertThat(site.get(own + stolen).expect(403).html()).contains("invalid_grant");
        site.get(START).expect(303);
    }

    @Test
    void saysThatASignInWasCancelled() {
        var page = site.get(decided(BEGIN, Map.of("decision", "cancel"))).expect(403);

        assertThat(page.html()).contains("was cancelled").contains("href=\"/console\"");
    }

    @Test
    void repeatsNoWordsOfAForgedAnswer() {
        var back = decided(BEGIN, Map.of("decision", "cancel"));

        assertThat(site.get(back.replace("access_denied", "Call+0800+1234+now"))
                        .expect(403)
                        .html())
                .contains("did not sign you in")
                .doesNotContain("0800");
    }

    @Test
    void refusesWhomTheTokenGivesNoTenantOfOurs() {
        assertThat(site.get(decided(BEGIN, as(UUID.randomUUID()))).expect(403).html())
                .contains("you may not come in here");
        site.get(START).expect(303);
    }

    @Test
    void showsTheTenantOfTheTokenAndNoOther() {
        var one = newTenant();
        var other = newTenant();
        var secret = one.account("UTC");
        site.get(decided(BEGIN, as(tenantOf(other)))).expect(200);

        site.get("/console/accounts/" + secret).expect(404);
        assertThat(site.get("/console/accounts").expect(200).html()).doesNotContain(secret);
    }

    @Test
    void refusesAPersonWhoseTokensWereRevoked() {
        var api = newTenant();
        site.get(decided(BEGIN, as(tenantOf(api)))).expect(200);
        site.get(START).expect(200);

        api.post("/v1/token-revocations", "{\"subject\": \"ada@example.com\"}").expect(201);

        awaitEnd(Duration.ofSeconds(10));
        assertThat(site.get(decided(BEGIN, as(tenantOf(api)))).expect(403).html())
                .contains("you may not come in here");
    }

    @Test
    void endsTheSessionWithTheToken() {
        // Clocks may differ by half a minute, so that this one is good for some two seconds more.
        var answers =
                Map.of("decision", "allow", "tenant", tenantOf(newTenant()).toString(), "expires_in", "-28");
        site.get(decided(BEGIN, answers)).expect(200);
        site.get(START).expect(200);

        awaitEnd(Duration.ofSeconds(10));
    }

    private void awaitEnd(Duration patience) {
        await().atMost(patience)
                .pollInterval(Duration.ofMillis(100))
                .until(() -> site.get(START).status() == 303);
    }

    @Test
    void signsOutForGood() {
        site.get(decided(BEGIN, as(tenantOf(newTenant())))).expect(200);

        site.submit(START, "/console/sign-out", Map.of()).expect(303);

        site.get(START).expect(303);
    }

    @Test
    void leadsNowhereElseAfterSigningIn() {
        var tenant = tenantOf(newTenant());
        for (var elsewhere : List.of(
                "https://example.com",
                "//example.com",
                "/console/..%2Fv1",
                "/console/%5Cexample.com",
                "javascript:x")) {
            var page = site.get(decided("/console/sign-in/oidc?next=" + elsewhere, as(tenant)))
                    .expect(200);

            assertThat(page.onward()).as(elsewhere).isEqualTo("/console");
        }
    }
}
