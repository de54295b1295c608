package dev.perennial.portal;

import java.net.URI;

import org.junit.jupiter.api.Test;

import dev.perennial.support.Api;
import dev.perennial.support.BrowserDrivenIT;

import static org.assertj.core.api.Assertions.assertThat;

/** The portal in a real browser: what customers do with it, and how it looks to them. */
class PortalBrowserIT extends BrowserDrivenIT {
    /** A company with a colour of its own, which lets customers decide, and a customer with half a year behind him. */
    private Api company() {
        var api = newTenant();
        api.monthlyPlan("business", 9900);
        api.post("/v1/plans", """
                        {"code": "team", "name": "Team", "interval": "MONTH", "charges": [
                          {"code": "base", "type": "RECURRING", "model": "FLAT", "prices": [{"currency": "USD", "amount": 2900}]},
                          {"code": "calls", "type": "USAGE", "metric": "api_calls", "model": "PER_UNIT",
                           "prices": [{"currency": "USD", "unit_amount": "2"}]}]}""").expect(201);
        api.patch("/v1/tenant", """
                        {"name": "Lovelace Engines", "branding": {"logo_text": "LOVELACE", "brand_color": "#E4572E", "support_email": "help@lovelace.example"},
                         "portal": {"change_plan": true, "cancel": true, "plans": ["team", "business"]}}""").expect(200);
        return api;
    }

    private String customer(Api api) {
        var account = api.accountPayingBy("pm_card_visa");
        var subscription = api.subscribe(account, "team").expect(201).text("id");
        api.advanceBy("P5M");
        api.post("/v1/usage", """
                        {"subscription_id": "%s", "metric": "api_calls", "quantity": 1234, "idempotency_key": "k"}""".formatted(subscription)).expect(202);
        return account;
    }

    private void enter(Api api, String account) {
        var made = api.post(
                        "/v1/accounts/" + account + "/portal-sessions", "{\"return_url\": \"https://shop.example/me\"}")
                .expect(201);
        browser.go(URI.create(made.text("url")).getPath());
        lookAt("link");
        browser.click("main button[type=submit]");
        browser.see(".portal .logo");
    }

    /** Takes pictures at three widths, and asks whether everybody can use the page. */
    private void lookAt(String name) {
        for (int width : WIDTHS) {
            browser.wide(width);
            browser.picture("portal-" + name + "-" + width);
            browser.assertFits();
        }
        browser.wide(1280);
        browser.assertAccessible();
        browser.dark(true);
        browser.assertAccessible();
        browser.picture("portal-" + name + "-dark");
        browser.dark(false);
        browser.assertQuiet();
    }

    @Test
    void showsTheAccountAndChangesItsPlan() {
        var api = company();
        enter(api, customer(api));

        browser.seeText(".held", "1234");
        lookAt("start");
        browser.follow("Change plan");
        browser.click("#plan-0");
        browser.click("main form button");
        browser.seeText("[aria-labelledby=cost]", "To pay now");
        lookAt("change");
        browser.click("[aria-labelledby=cost] button");

        browser.seeText("[role=status]", "Your plan was changed.");
        browser.seeText(".held", "Plan business");
        browser.assertQuiet();
    }

    @Test
    void cancelsAndTakesItBack() {
        var api = company();
        enter(api, customer(api));

        browser.follow("Cancel");
        lookAt("cancel");
        browser.click("button.danger");
        browser.seeText(".held", "Ends");
        browser.click(".held form button");

        browser.seeText("[role=status]", "Your subscription goes on.");
        browser.assertQuiet();
    }

    /** Over two pages that lead on by themselves, with a cookie that comes along from our own pages only. */
    @Test
    void goesToTheGatewayAndBack() {
        var api = company();
        var account = api.account("UTC");
        enter(api, account);

        browser.click("[aria-labelledby=paying] button");
        browser.click("button[formaction*=mastercard]");

        browser.seeText("[role=status]", "Your payment method was saved.");
        browser.seeText("[aria-labelledby=paying]", "Mastercard");
        lookAt("start-empty");
        browser.click(".top form button");
        browser.seeText("h1", "You are not visiting");
        assertThat(browser.path()).isEqualTo("/portal/ended");
        lookAt("ended");
    }
}
