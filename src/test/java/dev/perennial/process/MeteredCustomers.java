package dev.perennial.process;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

import org.springframework.jdbc.core.simple.JdbcClient;

import dev.perennial.support.Api;

import static org.assertj.core.api.Assertions.assertThat;

/** Subscriptions that pay for calls, and what their invoices say in the end. */
record MeteredCustomers(Instant since, List<String> subscriptions) {

    static MeteredCustomers subscribe(Api api, int count, Instant since) {
        api.post("/v1/plans", """
                        {"code": "metered", "name": "Metered", "interval": "MONTH", "charges": [
                          {"code": "calls", "type": "USAGE", "model": "PER_UNIT", "metric": "calls",
                           "prices": [{"currency": "USD", "unit_amount": "0.01"}]}]}""").expect(201);
        var subscriptions = new ArrayList<String>();
        for (int i = 0; i < count; i++) {
            subscriptions.add(api.post("/v1/subscriptions", """
                            {"account_id": "%s", "plan_code": "metered", "collection": "SEND_INVOICE", "start_at": "%s"}""".formatted(api.account("UTC"), since))
                    .expect(201)
                    .text("id"));
        }
        return new MeteredCustomers(since, subscriptions);
    }

    /** Ends all of them, which bills what they used so far. */
    void cancel(Api api) {
        for (var subscription : subscriptions) {
            api.post("/v1/subscriptions/" + subscription + "/cancel", "{\"at\": \"NOW\"}")
                    .expect(200);
        }
    }

    /** Fails unless their invoices bill exactly what was used, and every event is there once. */
    void assertBilledExactly(Api api, JdbcClient owner, ReportingClients clients) {
        for (var subscription : subscriptions) {
            var billed = api.invoicesOf(subscription).stream()
                    .flatMap(invoice -> invoice.path("lines").values().stream())
                    .filter(line -> line.path("type").asString().equals("USAGE"))
                    .map(line -> line.path("quantity").asString())
                    .toList();
            assertThat(billed).as(subscription).containsExactly(String.valueOf(clients.quantity(subscription)));
        }
        assertThat(owner.sql("select count(*) from usage_event")
                        .query(Integer.class)
                        .single())
                .isEqualTo(clients.different());
        assertThat(owner.sql("select count(*) from usage_key")
                        .query(Integer.class)
                        .single())
                .isEqualTo(clients.different());
    }
}
