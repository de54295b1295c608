package dev.perennial.scenario;

import java.nio.charset.StandardCharsets;
import java.util.List;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;

import dev.perennial.mail.EmailTicks;
import dev.perennial.support.Api;
import dev.perennial.support.PerennialIT;
import dev.perennial.support.TestMail;
import dev.perennial.support.TestMail.Received;

import static org.assertj.core.api.Assertions.assertThat;

/** What customers are written, read from a real mail server. The worker is woken by hand. */
class EmailsScenarioIT extends PerennialIT {
    private static final String ALL =
            "[\"INVOICE\", \"REMINDER\", \"RECEIPT\", \"PAYMENT_FAILED\", \"FINAL_NOTICE\", \"CARD_EXPIRING\"]";

    @Autowired
    private EmailTicks ticks;

    private Api api;
    private String address;

    @BeforeEach
    void tenant() {
        api = newTenant();
        address = "billing@" + api.get("/v1/tenant").text("id") + ".example.com";
        api.patch("/v1/tenant", """
                        {"name": "Northwind Cloud", "emails": %s, "branding": {"support_email": "help@northwind.example.com"}}""".formatted(ALL)).expect(200);
        api.post("/v1/plans", """
                        {"code": "yearly", "name": "Yearly", "interval": "YEAR", "charges": [
                          {"code": "base", "type": "RECURRING", "model": "FLAT", "prices": [{"currency": "USD", "amount": 2900}]}]}""").expect(201);
    }

    @Test
    void tellsTheStoryOfACardWithoutMoney() {
        var account = account("en", 0);
        api.attach(account, "pm_card_chargeDeclinedInsufficientFunds");
        api.subscribe(account, "yearly").expect(201);
        api.advanceTo("2026-01-24T00:00:00Z");
        api.attach(account, "pm_card_visa");

        var letters = send();

        assertThat(subjects(letters))
                .containsExactly(
                        "Your payment to Northwind Cloud failed (invoice INV-000001)",
                        "Your payment to Northwind Cloud failed (invoice INV-000001)",
                        "Your payment to Northwind Cloud failed (invoice INV-000001)",
                        "Your payment to Northwind Cloud failed (invoice INV-000001)",
                        "Last notice from Northwind Cloud: invoice INV-000001",
                        "Receipt from Northwind Cloud for invoice INV-000001");
        var first = letters.getFirst();
        assertThat(first.from()).isEqualTo("Northwind Cloud <billing@perennial.test>");
        assertThat(first.replyTo()).isEqualTo("[help@northwind.example.com]");
        assertThat(first.text())
                .contains(
                        "Hello Ada & Co,",
                        "We could not collect $29.00 for invoice INV-000001.",
                        "We will try again on January 4, 2026.",
                        "Questions? Write to help@northwind.example.com.");
        assertThat(first.html()).contains("Hello Ada &amp; Co,", "We will try again on January 4, 2026.");
        assertThat(first.files()).isEmpty();
        assertThat(letters.get(4).text()).contains("Please make sure that it is paid by January 30, 2026.");
        var receipt = letters.getLast();
        assertThat(receipt.text()).contains("We received your payment of $29.00 for invoice INV-000001. Thank you.");
        assertThat(new String(receipt.files().get("INV-000001.pdf"), StandardCharsets.ISO_8859_1))
                .startsWith("%PDF");
        assertThat(letters.stream().map(Received::id)).doesNotHaveDuplicates();

        assertThat(send()).as("waking the worker again sends nothing").hasSize(6);
    }

    @Test
    void asksForAnotherMethodWhenOnlyThatHelps() {
        var account = account("en", 0);
        api.attach(account, "pm_card_chargeDeclinedExpiredCard");
        api.subscribe(account, "yearly").expect(201);
        api.advanceTo("2026-01-05T00:00:00Z");

        assertThat(send())
                .hasSize(2)
                .allSatisfy(letter -> assertThat(letter.text())
                        .contains("Please give us another one.")
                        .doesNotContain("try again"));
    }

    @Test
    void sendsInvoicesAndRemindsInTheCustomersLanguage() {
        var account = account("de", 14);
        api.post("/v1/invoices", """
                        {"account_id": "%s", "collection": "SEND_INVOICE", "lines": [
                          {"description": "Workshop", "unit_amount": "100000"}]}""".formatted(account)).expect(201);
        api.advanceTo("2026-01-18T08:00:00Z");
        var invoice = api.all("/v1/invoices?account_id=" + account)
                .getFirst()
                .path("id")
                .asString();
        api.post("/v1/invoices/" + invoice + "/payments", "{\"method\": \"BANK_TRANSFER\", \"amount\": 25000}")
                .expect(201);
        api.post("/v1/invoices/" + invoice + "/payments", "{\"method\": \"BANK_TRANSFER\", \"amount\": 80000}")
                .expectProblem(409, "payment_exceeds_due");

        var letters = send();

        assertThat(subjects(letters))
                .containsExactly(
                        "Rechnung INV-000001 von Northwind Cloud",
                        "Rechnung INV-000001 von Northwind Cloud ist bald fällig",
                        "Rechnung INV-000001 von Northwind Cloud ist überfällig",
                        "Zahlungsbeleg von Northwind Cloud zu Rechnung INV-000001");
        assertThat(letters.getFirst().text()).contains("Sie ist am 15. Januar 2026 fällig.", "1.000,00\u00a0$");
        assertThat(letters.getFirst().files()).containsOnlyKeys("INV-000001.pdf");
        assertThat(letters.getLast().text()).contains("250,00\u00a0$", "750,00\u00a0$ der Rechnung sind noch offen.");
    }

    @Test
    void writesNothingUnlessAsked() {
        api.patch("/v1/tenant", "{\"emails\": null}").expect(200);
        var account = account("en", 0);
        api.attach(account, "pm_card_visa");
        api.subscribe(account, "yearly").expect(201);

        assertThat(send()).isEmpty();
        assertThat(api.get("/v1/tenant").body().path("emails").size()).isZero();
        api.patch("/v1/tenant", "{\"emails\": [\"SPAM\"]}").expectProblem(422, "validation_failed");
    }

    @Test
    void warnsOfACardThatExpires() {
        var account = account("en", 0);
        var card = api.attach(account, "pm_card_visa");
        owner().sql("update payment_method set exp_year = 2026, exp_month = 3 where id = :id::uuid")
                .param("id", card)
                .update();
        api.advanceTo("2026-02-28T23:59:59Z");
        assertThat(send()).isEmpty();

        api.advanceBy("P6M");

        var letters = send();
        assertThat(subjects(letters)).containsExactly("Your card for Northwind Cloud expires this month");
        assertThat(letters.getFirst().text()).contains("Your card ending in 4242, by which you pay Northwind Cloud,");
    }

    @Test
    void setsAsideALetterThatCannotBeWrittenAndSendsTheOthers() {
        var account = account("en", 0);
        api.attach(account, "pm_card_visa");
        api.subscribe(account, "yearly").expect(201);
        var nowhere = api.accountPayingBy("pm_card_visa");
        api.subscribe(nowhere, "yearly").expect(201);
        owner().sql("update account set email = 'nobody@@nowhere' where id = :id::uuid")
                .param("id", nowhere)
                .update();

        assertThat(subjects(send())).hasSize(1);

        assertThat(statusOfEmailTo(nowhere)).isEqualTo("FAILED");
        assertThat(statusOfEmailTo(account)).isEqualTo("SENT");
    }

    @Test
    void takesOverWhatADeadWorkerHeld() {
        var account = account("en", 0);
        api.attach(account, "pm_card_visa");
        api.subscribe(account, "yearly").expect(201);
        owner().sql("update email set send_at = now() + interval '5 minutes', tries = 1 where account_id = :id::uuid")
                .param("id", account)
                .update();
        assertThat(send()).as("somebody holds it").isEmpty();

        owner().sql("update email set send_at = now() where account_id = :id::uuid")
                .param("id", account)
                .update();

        assertThat(send()).hasSize(1);
    }

    private String account(String locale, int netTermsDays) {
        return api.post("/v1/accounts", """
                        {"name": "Ada & Co", "email": "%s", "currency": "USD", "locale": "%s", "net_terms_days": %d}""".formatted(address, locale, netTermsDays))
                .expect(201)
                .text("id");
    }

    private List<Received> send() {
        ticks.send();
        return TestMail.to(address);
    }

    private static List<String> subjects(List<Received> letters) {
        return letters.stream().map(Received::subject).toList();
    }

    private String statusOfEmailTo(String account) {
        return owner().sql("select status from email where account_id = :id::uuid")
                .param("id", account)
                .query(String.class)
                .single();
    }
}
