package dev.perennial.console;

import java.util.List;

import org.junit.jupiter.api.Test;
import org.openqa.selenium.Keys;

import dev.perennial.support.Api;
import dev.perennial.support.BrowserDrivenIT;
import dev.perennial.support.HookReceiver;
import dev.perennial.support.Hooks;
import dev.perennial.support.TestTenants;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;

/** The console in a real browser: what people do with it, and how it looks to them. */
class ConsoleBrowserIT extends BrowserDrivenIT {
    private void signIn(Api api) {
        browser.go("/console/sign-in");
        browser.type("#credential", api.key());
        browser.click("main button[type=submit]");
        browser.see(".nav");
    }

    /**
     * A small company with half a year behind it: two plans, a customer who pays, one who cannot, and a receiver that
     * fails.
     */
    private Api company() {
        var api = newTenant();
        api.monthlyPlan("team", 2900);
        api.post("/v1/plans", """
                        {"code": "seats", "name": "Seats", "interval": "MONTH", "charges": [
                          {"code": "seat", "name": "Seat", "type": "RECURRING", "model": "PER_UNIT",
                           "prices": [{"currency": "USD", "unit_amount": "1450"}]}]}""").expect(201);
        return api;
    }

    @Test
    void leadsFromTheOverviewToWhatAnInvoiceSays() {
        var api = company();
        var payer = api.accountPayingBy("pm_card_visa");
        api.subscribe(payer, "team").expect(201);
        api.subscribe(payer, "seats").expect(201);
        api.subscribe(api.accountPayingBy("pm_card_chargeDeclinedInsufficientFunds"), "team");
        api.advanceBy("P5M");

        signIn(api);
        assertThat(browser.path()).isEqualTo("/console/overview");
        browser.seeText(".figures", "$");
        browser.see("canvas[data-chart]");
        lookAt("overview");
        browser.follow("Invoices");
        lookAt("invoices");
        browser.click("tbody a");
        browser.click("summary");
        browser.see("details[open] p");
        lookAt("invoice");
        browser.follow("Accounts");
        lookAt("accounts");
        browser.follow("Ada Lovelace Ltd");
        browser.see(".timeline");
        lookAt("account");
        browser.follow("Payments");
        lookAt("payments");
        browser.click("tbody a");
        lookAt("payment");
        browser.follow("Dunning");
        lookAt("dunning");
        browser.follow("Audit trail");
        lookAt("audit");
        browser.go("/console/nothing");
        lookAtWithComplaint("not-found");
    }

    @Test
    void signsInAtTheIdentityProvider() {
        var tenant = TestTenants.tenantOf(owner(), company().key());
        browser.go("/console/sign-in");
        browser.forgetCookies();
        browser.go("/console/invoices?status=PAID");
        lookAt("sign-in-elsewhere");

        browser.follow("Sign in at 127.0.0.1");
        browser.type("[name=tenant]", tenant.toString());
        browser.click("[value=allow]");

        browser.seeText("h1", "Invoices");
        browser.seeText(".top", "ada@example.com");
        assertThat(browser.path()).isEqualTo("/console/invoices");
        browser.click(".top form button");
        browser.see("#credential");
        browser.follow("Sign in at 127.0.0.1");
        browser.click("[value=cancel]");
        browser.seeText("main", "was cancelled");
        browser.forgetComplaints();
        lookAtWithComplaint("sign-in-cancelled");
    }

    @Test
    void showsWhatAChangeWouldCostBeforeItIsMade() {
        var api = company();
        var subscription = api.subscribe(api.accountPayingBy("pm_card_visa"), "seats")
                .expect(201)
                .text("id");
        signIn(api);
        browser.go("/console/subscriptions/" + subscription);
        browser.seeText("[aria-labelledby=next]", "would be due");

        browser.type("#quantity", "3");
        browser.seeText("#preview", "$29.00");
        lookAt("subscription");
        browser.click("[aria-labelledby=change] button");

        browser.seeText("[role=status]", "was changed");
        assertThat(api.get("/v1/subscriptions/" + subscription)
                        .body()
                        .path("quantity")
                        .asLong())
                .isEqualTo(3);
        browser.assertQuiet();
    }

    @Test
    void showsARefusalAtItsForm() {
        var api = company();
        var subscription = api.subscribe(api.accountPayingBy("pm_card_visa"), "seats")
                .expect(201)
                .text("id");
        signIn(api);
        browser.go("/console/subscriptions/" + subscription);

        browser.type("#resumeAt", "01/01/2020");
        browser.click("[aria-labelledby=pause] button");

        browser.seeText("[aria-labelledby=pause] [role=alert]", "must be in the future");
        assertThat(browser.see("#resumeAt").getAttribute("aria-invalid")).isEqualTo("true");
        lookAtWithComplaint("refusal");
    }

    @Test
    void advancesTheClockAndShowsTheWay() {
        var api = company();
        api.subscribe(api.accountPayingBy("pm_card_visa"), "team").expect(201);
        signIn(api);
        browser.follow("Test clock");
        lookAt("test-clock");

        browser.choose("#by", "P1Y");
        browser.click("[aria-labelledby=advance] form button");

        browser.seeText("#journey", "1 Jan 2027");
        browser.seeText("#clock-now", "1 Jan 2027");
        browser.seeText("#journey", "Invoices made: 12");
        browser.assertQuiet();
    }

    @Test
    void movesABarWhileTheClockIsOnItsWay() {
        var api = newTenant();
        api.post("/v1/plans", """
                        {"code": "daily", "name": "Daily", "interval": "DAY", "charges": [
                          {"code": "fee", "name": "Fee", "type": "RECURRING", "model": "FLAT",
                           "prices": [{"currency": "USD", "amount": 100}]}]}""").expect(201);
        for (int i = 0; i < 3; i++) {
            api.subscribe(api.accountPayingBy("pm_card_visa"), "daily").expect(201);
        }
        signIn(api);
        browser.follow("Test clock");
        browser.run("""
                window.seen = [];
                new MutationObserver(() => {
                  const bar = document.getElementById('way');
                  if (bar && bar.value !== window.seen.at(-1)) window.seen.push(bar.value);
                }).observe(document.getElementById('journey'), {childList: true, subtree: true});
                """);

        browser.choose("#by", "P3M");
        browser.click("[aria-labelledby=advance] form button");

        browser.seeText("#journey", "Invoices made: 270");
        @SuppressWarnings("unchecked")
        var seen = (List<Long>) requireNonNull(browser.run("return window.seen"));
        assertThat(seen)
                .isSorted()
                .startsWith(0L)
                .hasSizeGreaterThan(2)
                .last()
                .satisfies(end -> assertThat(end).isLessThanOrEqualTo(100));
        assertThat(browser.run("return document.querySelector('progress')"))
                .as("a bar that stayed when all was done")
                .isNull();
        browser.assertQuiet();
    }

    @Test
    void sendsAWebhookAgain() {
        try (var receiver = new HookReceiver()) {
            var api = company();
            var hooks = new Hooks(api);
            var endpoint = hooks.register(receiver, "account.created");
            api.account("UTC");
            hooks.awaitAttempts(endpoint, 1);
            signIn(api);
            browser.follow("Webhooks");
            lookAt("webhooks");
            browser.follow(receiver.url());
            lookAt("webhook");

            browser.click("td button");

            browser.seeText("[role=status]", "sent again");
            hooks.awaitAttempts(endpoint, 2);
            browser.assertQuiet();
        }
    }

    @Test
    void canBeUsedWithTheKeyboardAlone() {
        signIn(company());
        browser.go("/console/accounts");

        browser.see("body").sendKeys(Keys.TAB, Keys.ENTER);

        assertThat(browser.run("return document.activeElement.id")).isEqualTo("main");
        assertThat(browser.run("return location.hash")).isEqualTo("#main");
    }

    @Test
    void looksRightBeforeAnythingHappened() {
        browser.go("/console/sign-in");
        lookAt("sign-in");
        signIn(newTenant());
        lookAt("overview-empty");
        browser.follow("Invoices");
        lookAt("invoices-empty");
    }

    private void lookAt(String name) {
        browser.assertQuiet();
        lookAtWithComplaint(name);
    }

    /** Where the browser itself notes that an answer was a refusal. */
    private void lookAtWithComplaint(String name) {
        for (boolean isDark : List.of(false, true)) {
            browser.dark(isDark);
            for (int width : WIDTHS) {
                browser.wide(width);
                browser.assertFits();
                if (!isDark || width == 768) {
                    browser.picture("console-" + name + "-" + width + (isDark ? "-dark" : ""));
                }
            }
            browser.assertAccessible();
        }
        browser.dark(false);
        browser.wide(1280);
    }
}
