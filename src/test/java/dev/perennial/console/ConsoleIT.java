package dev.perennial.console;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.stream.Stream;

import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.beans.factory.annotation.Qualifier;
import org.springframework.web.method.HandlerMethod;
import org.springframework.web.servlet.mvc.method.RequestMappingInfo;
import org.springframework.web.servlet.mvc.method.annotation.RequestMappingHandlerMapping;

import dev.perennial.platform.security.OpenToVisitors;
import dev.perennial.platform.security.RequiresScope;
import dev.perennial.platform.web.PageController;
import dev.perennial.support.Api;
import dev.perennial.support.PerennialIT;
import dev.perennial.support.Site;
import dev.perennial.support.TestTenants;
import dev.perennial.tenant.TenantMode;

import static org.assertj.core.api.Assertions.assertThat;

/** What the console shows and does, and to whom. */
class ConsoleIT extends PerennialIT {
    private static final String SCRIPT = "<script>alert(1)</script>";

    @Autowired
    @Qualifier("requestMappingHandlerMapping") private RequestMappingHandlerMapping routes;

    @Autowired
    private TestTenants tenants;

    private Site signedIn(String key) {
        var site = new Site(baseUrl());
        site.submit("/console/sign-in", "/console/sign-in", Map.of("credential", key))
                .expect(303);
        return site;
    }

    private static String keyWith(Api api, String... scopes) {
        return api.post("/v1/api-keys", """
                        {"name": "desk", "scopes": ["%s"]}""".formatted(String.join("\", \"", scopes)))
                .expect(201)
                .text("secret");
    }

    private record Route(String method, String path, HandlerMethod handler) {}

    /** All pages that there are, but the one for addresses at which there is nothing. */
    private List<Route> pages() {
        return routes.getHandlerMethods().entrySet().stream()
                .filter(route -> route.getValue().getBeanType().isAnnotationPresent(PageController.class))
                .flatMap(route -> routes(route.getKey(), route.getValue()))
                .filter(route ->
                        route.path().startsWith("/console") && !route.path().contains("*"))
                .toList();
    }

    private static Stream<Route> routes(RequestMappingInfo info, HandlerMethod handler) {
        return info.getPatternValues().stream()
                .flatMap(path -> info.getMethodsCondition().getMethods().stream()
                        .map(method -> new Route(method.name(), path, handler)));
    }

    @Test
    void everyPageSaysWhatItNeeds() {
        assertThat(pages()).hasSizeGreaterThan(30);
        assertThat(pages())
                .allMatch(route -> route.handler().hasMethodAnnotation(RequiresScope.class)
                        || route.handler().hasMethodAnnotation(OpenToVisitors.class)
                        || route.handler().getBeanType().isAnnotationPresent(OpenToVisitors.class));
    }

    @Test
    void refusesEveryWriteToWhoMayOnlyRead() {
        var api = newTenant();
        var site = signedIn(keyWith(api, "read"));
        var writes = pages().stream()
                .filter(route -> route.method().equals("POST"))
                .filter(route -> route.handler().hasMethodAnnotation(RequiresScope.class))
                .filter(route -> !route.path().endsWith("/preview"))
                .toList();
        assertThat(writes).hasSizeGreaterThan(12);

        for (var write : writes) {
            var path = write.path().replace("{id}", UUID.randomUUID().toString());

            assertThat(site.submit("/console/overview", path, Map.of())
                            .expect(403)
                            .html())
                    .as(path)
                    .contains("This needs the scope");
        }
    }

    @Test
    void asksForTheScopeThatTheOperationOfTheApiAsksFor() {
        var api = newTenant();
        var site = signedIn(keyWith(api, "invoices:read"));

        assertThat(site.get("/console/invoices").expect(200).html())
                .contains(">Invoices</a>")
                .doesNotContain(">Accounts</a>");
        assertThat(site.get("/console/accounts").expect(403).html()).contains("accounts:read");
        assertThat(site.get("/console").expect(200).html()).contains("Your key opens these pages");
    }

    @Test
    void knowsNothingOfOtherTenants() {
        var theirs = newTenant();
        theirs.monthlyPlan("team", 2900);
        var account = theirs.accountPayingBy("pm_card_visa");
        var subscription = theirs.subscribe(account, "team").expect(201);
        var invoice = subscription.text("latest_invoice_id");
        var payment = theirs.all("/v1/payments").getFirst().path("id").asString();
        var hook = theirs.post("/v1/webhook-endpoints", """
                        {"url": "http://127.0.0.1:9/", "events": ["*"]}""").expect(201).text("id");
        var site = signedIn(newTenant().key());

        for (var page : List.of(
                "accounts/" + account,
                "accounts/" + account + "/dunning",
                "subscriptions/" + subscription.text("id"),
                "subscriptions/" + subscription.text("id") + "/upcoming-invoice",
                "invoices/" + invoice,
                "invoices/" + invoice + "/html",
                "invoices/" + invoice + "/pdf",
                "payments/" + payment,
                "webhooks/" + hook)) {
            site.get("/console/" + page).expect(404);
            signedIn(theirs.key()).get("/console/" + page).expect(200);
        }
        for (var write : List.of(
                "subscriptions/" + subscription.text("id") + "/pause",
                "invoices/" + invoice + "/void",
                "webhooks/" + hook + "/ping")) {
            site.submit("/console/overview", "/console/" + write, Map.of()).expect(404);
        }
    }

    @Test
    void showsNamesAsTextWhateverTheyAre() {
        var api = newTenant();
        var account =
                api.post("/v1/accounts", """
                        {"name": "%s", "email": "ada@example.com", "currency": "USD", "timezone": "UTC",
                         "external_id": "\\"><img src=x onerror=alert(1)>"}""".formatted(SCRIPT)).expect(201).text("id");
        api.attach(account, "pm_card_visa");
        api.monthlyPlan("team", 2900);
        var subscription = api.subscribe(account, "team").expect(201);
        var site = signedIn(api.key());

        for (var page : List.of(
                "accounts",
                "accounts?text=" + "%3Cscript%3E",
                "accounts/" + account,
                "accounts/" + account + "/dunning",
                "subscriptions",
                "subscriptions/" + subscription.text("id"),
                "invoices",
                "invoices/" + subscription.text("latest_invoice_id"),
                "payments",
                "audit",
                "audit?actor=%22%3E%3Cscript%3Ealert(1)%3C/script%3E")) {
            assertThat(site.get("/console/" + page).expect(200).html())
                    .as(page)
                    .doesNotContain(SCRIPT)
                    .doesNotContain("<img");
        }
        assertThat(site.get("/console/accounts?text=%3Cscript%3E").html()).contains("&lt;script&gt;alert(1)");
    }

    @Test
    void findsAccountsByWhatPeopleRemember() {
        var api = newTenant();
        var id = api.post("/v1/accounts", """
                        {"name": "Grace Hopper 100%", "email": "grace@navy.example", "currency": "USD",
                         "timezone": "UTC", "external_id": "crm-7"}""").expect(201).text("id");
        api.account("UTC");
        var site = signedIn(api.key());

        for (var text : List.of("hopper", "NAVY.example", "crm-7", "100%25", id)) {
            assertThat(site.get("/console/accounts?text=" + text).html())
                    .as(text)
                    .contains("Grace Hopper")
                    .doesNotContain("Ada Lovelace");
        }
        assertThat(site.get("/console/accounts?text=100_").html()).contains("No account fits");
    }

    @Test
    void showsAccountsThatBeginWithATextRatherThanThoseThatHoldIt() {
        var api = newTenant();
        for (var name : List.of("Hopper Ltd", "Grace Hopper", "hopper & sons")) {
            api.post("/v1/accounts", """
                            {"name": "%s", "email": "desk@example.com", "currency": "USD", "timezone": "UTC"}""".formatted(name)).expect(201);
        }
        var site = signedIn(api.key());

        assertThat(site.get("/console/accounts?text=HOPPER").html())
                .contains("Hopper Ltd", "hopper &amp; sons")
                .doesNotContain("Grace");
        assertThat(site.get("/console/accounts?text=hopper&dunning=BLOCKED").html())
                .contains("No account fits");
        assertThat(site.get("/console/accounts?text=race").html()).contains("Grace Hopper");
    }

    @Test
    void walksThroughListsOfAnyLength() {
        var api = newTenant();
        for (int i = 1; i <= 3; i++) {
            api.post("/v1/accounts", """
                            {"name": "Customer %d", "email": "c%d@example.com", "currency": "USD", "timezone": "UTC"}""".formatted(i, i)).expect(201);
        }
        var site = signedIn(api.key());

        var first =
                site.get("/console/accounts?text=customer&limit=2").expect(200).html();
        var next =
                first.replaceAll("(?s).*href=\"([^\"]*cursor=[^\"]*)\".*", "$1").replace("&amp;", "&");

        assertThat(first).contains("Customer 3").contains("Customer 2").doesNotContain("Customer 1<");
        assertThat(next).contains("text=customer");
        assertThat(site.get(next).expect(200).html())
                .contains("Customer 1")
                .contains("Newest")
                .doesNotContain("Customer 2");
        assertThat(site.get("/console/accounts?limit=101").expect(400).html()).contains("limit");
    }

    @Test
    void tellsInWordsHowALineCameAbout() {
        var api = newTenant();
        api.post("/v1/plans", """
                        {"code": "seats", "name": "Seats", "interval": "MONTH", "charges": [
                          {"code": "seat", "name": "Seat", "type": "RECURRING", "model": "PER_UNIT",
                           "prices": [{"currency": "JPY", "unit_amount": "1450"}]}]}""").expect(201);
        var account = api.post("/v1/accounts", """
                        {"name": "Kaori", "email": "k@example.com", "currency": "JPY", "timezone": "Asia/Tokyo"}""").expect(201).text("id");
        api.attach(account, "pm_card_visa");
        var invoice = api.post("/v1/subscriptions", """
                        {"account_id": "%s", "plan_code": "seats", "quantity": 3}""".formatted(account))
                .expect(201)
                .text("latest_invoice_id");

        assertThat(signedIn(api.key())
                        .get("/console/invoices/" + invoice)
                        .expect(200)
                        .html())
                .contains("3 × ¥1,450 = ¥4,350");
    }

    @Test
    void showsWhatHappenedToAnAccountInItsOwnTime() {
        var api = newTenant();
        api.monthlyPlan("team", 2900);
        var account = api.account("America/New_York");
        api.attach(account, "pm_card_visa");
        api.subscribe(account, "team").expect(201);
        api.account("UTC");

        var page = signedIn(api.key())
                .get("/console/accounts/" + account)
                .expect(200)
                .html();

        assertThat(page)
                .contains("Account created")
                .contains("Subscription created")
                .contains("Invoice finalized")
                .contains("Payment succeeded")
                .contains("31 Dec 2025, 19:00 EST");
        assertThat(page.split("Account created", -1)).hasSize(2);
    }

    @Test
    void previewsAndMakesAChange() {
        var api = newTenant();
        api.post("/v1/plans", """
                        {"code": "seats", "name": "Seats", "interval": "MONTH", "charges": [
                          {"code": "seat", "name": "Seat", "type": "RECURRING", "model": "PER_UNIT",
                           "prices": [{"currency": "USD", "unit_amount": "1450"}]}]}""").expect(201);
        var id = api.subscribe(api.accountPayingBy("pm_card_visa"), "seats")
                .expect(201)
                .text("id");
        var site = signedIn(api.key());
        var page = "/console/subscriptions/" + id;
        var change = Map.of("planCode", "", "quantity", "3", "effective", "NOW", "proration", "INVOICE_NOW");

        assertThat(site.submit(page, page + "/change/preview", change, "HX-Request", "true")
                        .expect(200)
                        .html())
                .contains("$29.00")
                .doesNotContain("<html");
        assertThat(api.get("/v1/subscriptions/" + id).body().path("quantity").asLong())
                .isEqualTo(1);
        assertThat(site.submit(page, page + "/change", change).expect(303).header("Location"))
                .isEqualTo(page + "?done=changed");
        assertThat(api.get("/v1/subscriptions/" + id).body().path("quantity").asLong())
                .isEqualTo(3);
    }

    @Test
    void refusesWhatTheApiRefusesAndNamesTheField() {
        var api = newTenant();
        api.monthlyPlan("team", 2900);
        var id = api.subscribe(api.accountPayingBy("pm_card_visa"), "team")
                .expect(201)
                .text("id");
        var site = signedIn(api.key());
        var page = "/console/subscriptions/" + id;

        var negative = site.submit(page, page + "/change", Map.of("quantity", "-1"), "HX-Request", "true");
        assertThat(negative.expect(422).html())
                .contains("data-field=\"quantity\"")
                .doesNotContain("<html");
        var unknown = site.submit(page, page + "/change", Map.of("planCode", "nothing"));
        assertThat(unknown.expect(404).html()).contains("plan code").contains("<html");
        var nothing = site.submit(page, page + "/change", Map.of("quantity", ""), "HX-Request", "true");
        assertThat(nothing.expect(422).html()).contains("must be given");
        var word = site.submit(page, page + "/change", Map.of("quantity", "many"), "HX-Request", "true");
        assertThat(word.expect(422).html()).contains("data-field=\"quantity\"");
        site.submit(page, page + "/resume", Map.of(), "HX-Request", "true").expect(409);
    }

    @Test
    void pausesResumesCancelsAndReactivates() {
        var api = newTenant();
        api.monthlyPlan("team", 2900);
        var id = api.subscribe(api.accountPayingBy("pm_card_visa"), "team")
                .expect(201)
                .text("id");
        var site = signedIn(api.key());
        var page = "/console/subscriptions/" + id;
        var states = new ArrayList<String>();

        for (var step : List.of("pause", "resume", "cancel", "reactivate")) {
            site.submit(page, page + "/" + step, Map.of("at", "PERIOD_END")).expect(303);
            var now = api.get("/v1/subscriptions/" + id).body();
            states.add(now.path("status").asString()
                    + now.path("cancel_at_period_end").asString());
        }

        assertThat(states).containsExactly("PAUSEDfalse", "ACTIVEfalse", "ACTIVEtrue", "ACTIVEfalse");
        assertThat(api.all("/v1/audit-logs?entity_id=" + id)
                        .getFirst()
                        .path("actor")
                        .asString())
                .startsWith("key:");
    }

    @Test
    void givesMoneyBackOnceForAFormThatIsSentTwice() {
        var api = newTenant();
        api.monthlyPlan("team", 2900);
        api.subscribe(api.accountPayingBy("pm_card_visa"), "team").expect(201);
        var payment = api.all("/v1/payments").getFirst().path("id").asString();
        var site = signedIn(api.key());
        var page = "/console/payments/" + payment;
        var form = Map.of("refundId", UUID.randomUUID().toString(), "amount", "9.50", "reason", "");

        site.submit(page, page + "/refunds", form).expect(303);
        site.submit(page, page + "/refunds", form).expect(303);

        assertThat(api.get("/v1/payments/" + payment)
                        .body()
                        .path("refunded_amount")
                        .asLong())
                .isEqualTo(950);
        assertThat(site.submit(
                                page,
                                page + "/refunds",
                                Map.of("refundId", UUID.randomUUID().toString(), "amount", "1.005"))
                        .expect(422)
                        .html())
                .contains("2 decimals");
    }

    @Test
    void keepsTheTestClockToTestTenants() {
        var live = tenants.create("live-console", TenantMode.LIVE);
        var site = signedIn(live);

        assertThat(site.get("/console/audit").expect(200).html())
                .doesNotContain("Test clock")
                .doesNotContain("test mode");
        assertThat(site.submit("/console/audit", "/console/test-clock/advance", Map.of("by", "P1M"))
                        .expect(403)
                        .html())
                .contains("Only test tenants");
    }

    @Test
    void advancesTheClockWithoutScripts() {
        var api = newTenant();
        var site = signedIn(api.key());

        var page = site.submit("/console/test-clock", "/console/test-clock/advance", Map.of("by", "P1M", "until", ""));

        assertThat(page.expect(200).html()).contains("1 Feb 2026, 00:00 UTC");
        assertThat(site.submit(
                                "/console/test-clock",
                                "/console/test-clock/journey",
                                Map.of("until", "2025-01-01T00:00"),
                                "HX-Request",
                                "true")
                        .expect(409)
                        .html())
                .contains("already past");
    }

    @Test
    void drawsFiguresOfTheCurrencyThatIsAskedFor() {
        var api = newTenant();
        api.monthlyPlan("team", 2900);
        api.subscribe(api.accountPayingBy("pm_card_visa"), "team").expect(201);
        var site = signedIn(api.key());

        assertThat(site.get("/console/overview").expect(200).html())
                .contains("$29.00")
                .contains("&quot;kind&quot;:&quot;WATERFALL&quot;")
                .contains("<option value=\"USD\" selected=\"selected\">");
        assertThat(site.get("/console/overview?currency=JPY").expect(200).html())
                .contains("¥0");
        assertThat(site.get("/console/overview?currency=dollars").expect(400).html())
                .contains("ISO 4217");
        assertThat(site.get("/console/overview?from=2026-05-01&to=2026-04-01")
                        .expect(422)
                        .html())
                .contains("must be later");
    }
}
