package dev.perennial.portal;

import java.net.URI;
import java.util.Map;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import dev.perennial.support.Api;
import dev.perennial.support.PerennialIT;
import dev.perennial.support.Site;

import static org.assertj.core.api.Assertions.assertThat;

/** A customer looks after his own account, and after nobody else's. */
class PortalScenarioIT extends PerennialIT {

    /** A link into the portal. */
    private record Link(String id, String path) {}

    private Link link(Api api, String account) {
        var made = api.post(
                        "/v1/accounts/" + account + "/portal-sessions", "{\"return_url\": \"https://shop.example/me\"}")
                .expect(201);
        assertThat(made.text("url")).startsWith(baseUrl() + "/portal/links/");
        return new Link(made.text("id"), URI.create(made.text("url")).getPath());
    }

    private Site visit(Api api, String account) {
        var site = new Site(baseUrl());
        var link = link(api, account);
        assertThat(site.submit(link.path(), link.path(), Map.of()).expect(303).header("Location"))
                .isEqualTo("/portal");
        return site;
    }

    private static void allow(Api api, String portal) {
        api.patch("/v1/tenant", "{\"portal\": " + portal + "}").expect(200);
    }

    private static String subscription(Api api, String account) {
        return api.all("/v1/subscriptions?account_id=" + account)
                .getFirst()
                .path("id")
                .asString();
    }

    @Test
    void showsSubscriptionsUsagePaymentMethodAndInvoices() {
        var api = newTenant();
        allow(api, "null");
        api.patch("/v1/tenant", """
                        {"name": "Lovelace & Co", "branding": {"logo_text": "LOVELACE", "brand_color": "#AA3366", "support_email": "help@lovelace.example"}}""").expect(200);
        var account = api.accountPayingBy("pm_card_visa");
        api.post("/v1/plans", """
                        {"code": "metered", "name": "Metered", "interval": "MONTH", "charges": [
                          {"code": "base", "type": "RECURRING", "model": "FLAT", "prices": [{"currency": "USD", "amount": 2900}]},
                          {"code": "calls", "type": "USAGE", "metric": "calls", "model": "PER_UNIT",
                           "prices": [{"currency": "USD", "unit_amount": "2"}]}]}""").expect(201);
        var subscription = api.subscribe(account, "metered").expect(201).text("id");
        api.post("/v1/usage", """
                        {"subscription_id": "%s", "metric": "calls", "quantity": 120, "idempotency_key": "k"}""".formatted(subscription)).expect(202);
        var site = visit(api, account);

        var page = site.get("/portal").expect(200);

        assertThat(page.html())
                .contains("LOVELACE", "Metered", "$29.00", "calls", "120", "$2.40", "Visa", "ending in 4242")
                .contains("INV-000001", "Paid", "January 1, 2026", "February 1, 2026", "help@lovelace.example")
                .contains("https://shop.example/me")
                .doesNotContain("Change plan", "Cancel");
        assertThat(page.header("Content-Security-Policy")).contains("default-src 'none'");
        assertThat(site.get("/portal/brand.css").expect(200).html()).contains("#AA3366");
        var invoice = api.all("/v1/invoices").getFirst().path("id").asString();
        assertThat(site.get("/portal/invoices/" + invoice + "/pdf").expect(200).html())
                .startsWith("%PDF-");
        assertThat(site.get("/portal/invoices").expect(200).html()).contains("INV-000001");
    }

    @Test
    void showsNothingOfAnotherAccount() {
        var api = newTenant();
        allow(api, "{\"change_plan\": true, \"cancel\": true, \"plans\": [\"pro\"]}");
        api.monthlyPlan("team", 2900);
        api.monthlyPlan("pro", 9900);
        var mine = api.accountPayingBy("pm_card_visa");
        var theirs = api.accountPayingBy("pm_card_visa");
        api.subscribe(mine, "team").expect(201);
        api.subscribe(theirs, "team").expect(201);
        var other = subscription(api, theirs);
        var invoice = api.all("/v1/invoices?account_id=" + theirs)
                .getFirst()
                .path("id")
                .asString();
        var site = visit(api, mine);

        site.get("/portal/subscriptions/" + other + "/change").expect(404);
        site.get("/portal/subscriptions/" + other + "/change?plan=pro").expect(404);
        site.get("/portal/subscriptions/" + other + "/cancel").expect(404);
        site.get("/portal/invoices/" + invoice + "/pdf").expect(404);
        site.submit("/portal", "/portal/subscriptions/" + other + "/change", Map.of("plan", "pro"))
                .expect(404);
        site.submit("/portal", "/portal/subscriptions/" + other + "/cancel", Map.of())
                .expect(404);
        site.submit("/portal", "/portal/subscriptions/" + other + "/stay", Map.of())
                .expect(404);
        assertThat(api.get("/v1/subscriptions/" + other)
                        .body()
                        .path("plan")
                        .path("code")
                        .asString())
                .isEqualTo("team");
        assertThat(site.get("/portal").html()).doesNotContain(other, invoice);
        // A gateway page of somebody else's.
        var setup = api.post(
                        "/v1/accounts/" + theirs + "/payment-method-setups",
                        "{\"return_url\": \"https://shop.example/\"}")
                .expect(201)
                .text("id");
        site.get("/portal/payment-method/" + setup).expect(404);
    }

    @Test
    void opensOneVisitForEachLink() {
        var api = newTenant();
        var link = link(api, api.account("UTC"));
        var first = new Site(baseUrl());
        var second = new Site(baseUrl());

        // A program that looks at links does not use them up.
        assertThat(second.get(link.path()).expect(200).html()).contains("Open my account");
        first.submit(link.path(), link.path(), Map.of()).expect(303);

        first.get("/portal").expect(200);
        second.get(link.path()).expect(410);
        second.post(link.path(), Map.of("_csrf", "x")).expect(403);
        assertThat(second.get("/portal").expect(303).header("Location")).startsWith("/portal/ended");
    }

    @Test
    void opensALinkOnceEvenIfTwoPressTheButton() {
        var api = newTenant();
        var link = link(api, api.account("UTC"));
        var first = new Site(baseUrl());
        var second = new Site(baseUrl());
        var hers = first.get(link.path()).token();
        var his = second.get(link.path()).token();

        first.post(link.path(), Map.of("_csrf", hers)).expect(303);
        second.post(link.path(), Map.of("_csrf", his)).expect(410);

        second.get("/portal").expect(303);
    }

    @Test
    void endsWithItsSession() {
        var api = newTenant();
        var account = api.account("UTC");
        var unused = link(api, account);
        var used = link(api, account);
        var site = new Site(baseUrl());
        site.submit(used.path(), used.path(), Map.of()).expect(303);
        site.get("/portal").expect(200);

        assertThat(api.delete("/v1/portal-sessions/" + used.id()).expect(200).text("closed_at"))
                .isNotEmpty();
        api.delete("/v1/portal-sessions/" + unused.id()).expect(200);
        api.delete("/v1/portal-sessions/" + unused.id()).expect(200);

        site.get("/portal").expect(303);
        new Site(baseUrl()).get(unused.path()).expect(410);
        newTenant().delete("/v1/portal-sessions/" + used.id()).expectProblem(404, "portal_session_not_found");
    }

    @Test
    void endsAfterAnHourAndLinksAfterTheirTime() {
        var api = newTenant();
        var account = api.account("UTC");
        var site = new Site(baseUrl());
        var used = link(api, account);
        site.submit(used.path(), used.path(), Map.of()).expect(303);
        var late = link(api, account);

        owner().sql("""
                        update portal_session set expires_at = now() - interval '1 second', visit_ends_at = visit_ends_at - interval '1 hour'
                         where id = any(array[:used, :late]::uuid[])""").param("used", used.id()).param("late", late.id()).update();

        site.get("/portal").expect(303);
        new Site(baseUrl()).get(late.path()).expect(410);
    }

    @Test
    void endsWhenTheCustomerLeavesOrTheAccountIsClosed() {
        var api = newTenant();
        var left = visit(api, api.account("UTC"));
        left.submit("/portal", "/portal/leave", Map.of()).expect(303);
        left.get("/portal").expect(303);

        var account = api.account("UTC");
        var closed = visit(api, account);
        closed.get("/portal").expect(200);
        api.delete("/v1/accounts/" + account).expect(200);
        closed.get("/portal").expect(303);
    }

    @Test
    void takesNoFormWithoutItsToken() {
        var api = newTenant();
        allow(api, "{\"cancel\": true}");
        api.monthlyPlan("team", 2900);
        var account = api.accountPayingBy("pm_card_visa");
        api.subscribe(account, "team").expect(201);
        var site = visit(api, account);

        site.post("/portal/subscriptions/" + subscription(api, account) + "/cancel", Map.of())
                .expect(403);

        assertThat(api.get("/v1/subscriptions/" + subscription(api, account))
                        .body()
                        .path("cancel_at_period_end")
                        .asBoolean())
                .isFalse();
    }

    @Test
    void changesToAPlanThatIsOfferedAfterShowingWhatItCosts() {
        var api = newTenant();
        api.monthlyPlan("team", 3100);
        api.monthlyPlan("pro", 6200);
        api.monthlyPlan("secret", 100);
        allow(api, "{\"change_plan\": true, \"plans\": [\"pro\", \"team\", \"no-such-plan\"]}");
        var account = api.accountPayingBy("pm_card_visa");
        api.subscribe(account, "team").expect(201);
        var change = "/portal/subscriptions/" + subscription(api, account) + "/change";
        var site = visit(api, account);

        assertThat(site.get(change).expect(200).html())
                .contains("Plan pro")
                .doesNotContain("value=\"secret\"", "value=\"team\"", "Change plan now");
        assertThat(site.get(change + "?plan=pro").expect(200).html()).contains("To pay now", "$31.00");
        site.get(change + "?plan=secret").expect(403);
        site.submit("/portal", change, Map.of("plan", "secret")).expect(403);
        assertThat(site.submit("/portal", change, Map.of("plan", "pro"))
                        .expect(303)
                        .header("Location"))
                .isEqualTo("/portal?done=changed");

        assertThat(site.get("/portal?done=changed").html()).contains("Your plan was changed.", "Plan pro");
        assertThat(api.all("/v1/audit-logs").stream()
                        .filter(entry -> entry.path("action").asString().equals("subscription.changed"))
                        .map(entry -> entry.path("actor").asString()))
                .singleElement()
                .asString()
                .startsWith("portal:");
        assertThat(site.get("/portal?done=%3Cscript%3E").html()).doesNotContain("<script>");
    }

    @Test
    void cancelsAtThePeriodEndAndTakesItBackWhereAllowed() {
        var api = newTenant();
        api.monthlyPlan("team", 3100);
        var account = api.accountPayingBy("pm_card_visa");
        api.subscribe(account, "team").expect(201);
        var subscription = "/portal/subscriptions/" + subscription(api, account);
        var site = visit(api, account);
        site.submit("/portal", subscription + "/cancel", Map.of()).expect(403);

        allow(api, "{\"cancel\": true}");
        assertThat(site.get(subscription + "/cancel").expect(200).html()).contains("February 1, 2026");
        site.submit("/portal", subscription + "/cancel", Map.of()).expect(303);
        assertThat(site.get("/portal").html()).contains("Ends", "Keep it after all");
        site.submit("/portal", subscription + "/stay", Map.of()).expect(303);

        assertThat(site.get("/portal").html()).contains("Renews").doesNotContain("Keep it after all");
    }

    @Test
    void letsThemEnterAPaymentMethodOnTheGatewaysPage() {
        var api = newTenant();
        var account = api.account("UTC");
        var site = visit(api, account);
        assertThat(site.get("/portal").html()).contains("No payment method is on file.");

        var page = site.submit("/portal", "/portal/payment-method", Map.of()).onward();
        assertThat(page).startsWith(baseUrl() + "/simulated-gateway/setups/");
        var path = page.substring(baseUrl().length());
        var back = URI.create(site.post(path + "?token=pm_card_mastercard", Map.of())
                .expect(303)
                .header("Location"));
        var here = site.get(back.getPath() + "?" + back.getQuery()).onward();
        assertThat(site.get(here).expect(303).header("Location")).isEqualTo("/portal?done=payment_method");

        assertThat(site.get("/portal").html()).contains("Mastercard", "Use another one");
        assertThat(api.get("/v1/accounts/" + account).text("default_payment_method_id"))
                .isNotEmpty();
    }

    @Test
    void escapesWhatSomebodyCalledSomething() {
        var api = newTenant();
        api.patch("/v1/tenant", "{\"name\": \"<b>Co</b>\", \"branding\": {\"logo_text\": \"<i>x</i>\"}}")
                .expect(200);
        var account = api.post(
                        "/v1/accounts",
                        "{\"name\": \"<script>alert(1)</script>\", \"email\": \"a@example.com\", \"currency\": \"USD\"}")
                .expect(201)
                .text("id");

        var html = visit(api, account).get("/portal").expect(200).html();

        assertThat(html).contains("&lt;script&gt;", "&lt;i&gt;").doesNotContain("<script>", "<b>Co", "<i>x");
    }

    @Test
    void keepsItsSecretsOutOfTheTrail() {
        var api = newTenant();
        var link = link(api, api.account("UTC"));

        var token = link.path().substring(link.path().lastIndexOf('/') + 1);

        assertThat(api.all("/v1/audit-logs").toString())
                .contains("portal_session.created")
                .doesNotContain(token);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{\"return_url\": \"javascript:alert(1)\"}",
                "{\"return_url\": \"/relative\"}",
                "{\"expires_in_minutes\": 0}",
                "{\"expires_in_minutes\": 1441}"
            })
    void refusesWhatMakesNoLink(String body) {
        var api = newTenant();

        api.post("/v1/accounts/" + api.account("UTC") + "/portal-sessions", body)
                .expectProblem(422, "validation_failed");
    }

    @Test
    void makesLinksForAccountsThatThereAre() {
        var api = newTenant();
        var account = api.account("UTC");
        var path = "/v1/accounts/" + account + "/portal-sessions";

        newTenant().post(path, "{}").expectProblem(404, "account_not_found");
        api.delete("/v1/accounts/" + account).expect(200);
        api.post(path, "{}").expectProblem(404, "account_not_found");
    }

    @ParameterizedTest
    @ValueSource(strings = {"/portal", "/portal/invoices", "/portal/brand.css", "/portal/no-such-page"})
    void isClosedToStrangers(String path) {
        assertThat(new Site(baseUrl()).get(path).expect(303).header("Location")).startsWith("/portal/ended");
    }
}
