package dev.perennial.migration;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

import tools.jackson.databind.JsonNode;

import dev.perennial.support.Api;

import static org.assertj.core.api.Assertions.assertThat;

/** A small seller who moves here in March 2026: hundreds of rows of every kind, some of them broken. */
final class MovingSeller {
    static final String NOW = "2026-03-15T00:00:00Z";
    static final int ACCOUNTS = 100;
    private final Api api;
    private final Map<String, String> imports = new TreeMap<>();

    MovingSeller(Api api) {
        this.api = api;
    }

    /** The first import of an entity. */
    String importOf(String entity) {
        return String.valueOf(imports.get(entity));
    }

    /** Sends rows and lets them be worked off; returns the import as it is then. */
    JsonNode send(String entity, boolean dryRun, List<String> rows) {
        var id = api.post("/v1/imports", "{\"entity\": \"%s\", \"dry_run\": %s}".formatted(entity, dryRun))
                .expect(201)
                .text("id");
        api.send(
                        "PUT",
                        "/v1/imports/" + id + "/content",
                        String.join("\n", rows),
                        Map.of("Content-Type", "application/x-ndjson"))
                .expect(200);
        api.advanceTo(NOW);
        imports.putIfAbsent(entity, id);
        return api.get("/v1/imports/" + id).expect(200).body();
    }

    void moveEverything() {
        var accounts = new ArrayList<String>();
        var methods = new ArrayList<String>();
        var subscriptions = new ArrayList<String>();
        var invoices = new ArrayList<String>();
        var payments = new ArrayList<String>();
        var credits = new ArrayList<String>();
        var usage = new ArrayList<String>();
        for (int i = 0; i < ACCOUNTS; i++) {
            accounts.add(account(i));
            methods.add("""
                    {"external_id": "pm%d", "account_external_id": "a%d", "token": "tok_%d", "gateway_customer_id": "c%d", "type": "card"}""".formatted(i, i, i, i));
            subscriptions.add("""
                    {"external_id": "s%d", "account_external_id": "a%d", "plan_external_id": "team", "quantity": %d, "status": "ACTIVE", "start_at": "2025-04-01T00:00:00Z", "current_period_end": "2026-04-01T00:00:00Z"}""".formatted(i, i, 1 + i % 3));
            for (int month = 1; month <= 3; month++) {
                var id = "i" + i + "-" + month;
                invoices.add(invoice(id, i, "2026-0" + month, 1000L * (1 + i % 3)));
                payments.add("""
                        {"external_id": "p%s", "invoice_external_id": "%s", "status": "SUCCEEDED", "amount": %d, "currency": "USD", "occurred_at": "2026-0%d-01T00:00:00Z"}""".formatted(id, id, 1000L * (1 + i % 3), month));
            }
            if (i % 10 == 0) {
                credits.add(
                        "{\"external_id\": \"k%d\", \"account_external_id\": \"a%d\", \"amount\": 250, \"currency\": \"USD\"}"
                                .formatted(i, i));
            }
            usage.add("""
                    {"external_id": "u%d", "subscription_external_id": "s%d", "metric": "calls", "quantity": "5", "timestamp": "2026-03-05T00:00:00Z"}""".formatted(i, i));
        }
        accounts.add(
                "{\"external_id\": \"broken\", \"name\": \"Nobody\", \"email\": \"no-address\", \"currency\": \"USD\"}");
        invoices.add(invoice("broken", 0, "2026-01", 1000).replace("\"total\": 1000", "\"total\": 999"));

        assertDone(send("ACCOUNTS", false, accounts), ACCOUNTS, 1);
        assertDone(send("PAYMENT_METHODS", false, methods), ACCOUNTS, 0);
        assertDone(send("PLANS", false, List.of("""
                {"external_id": "team", "code": "team", "name": "Team", "interval": "MONTH", "charges": [{"code": "seats", "type": "RECURRING", "model": "PER_UNIT", "prices": [{"currency": "USD", "unit_amount": "1000"}]}, {"code": "calls", "type": "USAGE", "metric": "calls", "model": "PER_UNIT", "prices": [{"currency": "USD", "unit_amount": "2"}]}]}""")), 1, 0);
        assertDone(send("SUBSCRIPTIONS", false, subscriptions), ACCOUNTS, 0);
        assertDone(send("INVOICES", false, invoices), 3 * ACCOUNTS, 1);
        assertDone(send("PAYMENTS", false, payments), 3 * ACCOUNTS, 0);
        assertDone(send("CREDITS", false, credits), ACCOUNTS / 10, 0);
        assertDone(send("USAGE", false, usage), ACCOUNTS, 0);
        assertThat(send("INVOICES", false, invoices).path("rows_unchanged").asInt())
                .as("sent again")
                .isEqualTo(3 * ACCOUNTS);
    }

    private static void assertDone(JsonNode job, int created, int failed) {
        assertThat(job.path("status").asString()).as("%s", job).isEqualTo("COMPLETED");
        assertThat(job.path("rows_created").asInt()).as("%s", job).isEqualTo(created);
        assertThat(job.path("rows_failed").asInt()).as("%s", job).isEqualTo(failed);
    }

    static String account(int i) {
        return "{\"external_id\": \"a%d\", \"name\": \"Customer %d\", \"email\": \"a%d@example.com\", \"currency\": \"USD\"}"
                .formatted(i, i, i);
    }

    static String invoice(String id, int account, String month, long amount) {
        return """
                {"external_id": "%s", "account_external_id": "a%d", "subscription_external_id": "s%d", "number": "OLD-%s", "status": "PAID", "currency": "USD", "subtotal": %d, "total": %d, "amount_paid": %d, "amount_due": 0, "period_start": "%s-01T00:00:00Z", "issued_at": "%s-01T00:00:00Z", "lines": [{"description": "Team", "amount": %d}]}""".formatted(id, account, account, id, amount, amount, amount, month, month, amount);
    }
}
