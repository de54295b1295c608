package dev.perennial.payment.gateway.stripe;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

import com.google.gson.JsonArray;
import com.google.gson.JsonNull;
import com.google.gson.JsonObject;
import org.jspecify.annotations.Nullable;

import dev.perennial.payment.gateway.stripe.FakeStripe.Answer;

import static java.util.Objects.requireNonNull;

/**
 * What {@link FakeStripe} knows of tax: 19 % in Germany, 4 % and 4.5 % in New York with its city, nothing elsewhere; a
 * VAT id reverses the charge. An American address needs a postal code. Half a cent is rounded up, each rate of each
 * line by itself.
 */
public final class FakeStripeTax {
    private final FakeStripeBook book;
    private final Map<String, JsonObject> calculations = new LinkedHashMap<>();
    private final Map<String, JsonObject> transactions = new LinkedHashMap<>();

    FakeStripeTax(FakeStripeBook book) {
        this.book = book;
    }

    /** What was told of, in order; reversals have negative amounts. */
    public synchronized List<JsonObject> transactions() {
        return List.copyOf(transactions.values());
    }

    /** The amounts and taxes of a transaction's lines. */
    public static List<List<Long>> amounts(JsonObject transaction) {
        var amounts = new ArrayList<List<Long>>();
        transaction
                .getAsJsonObject("line_items")
                .getAsJsonArray("data")
                .forEach(line -> amounts.add(List.of(
                        line.getAsJsonObject().get("amount").getAsLong(),
                        line.getAsJsonObject().get("amount_tax").getAsLong())));
        return amounts;
    }

    synchronized Answer calculate(Map<String, String> params) {
        var country = params.getOrDefault("customer_details[address][country]", "");
        if (country.equals("US") && !params.containsKey("customer_details[address][postal_code]")) {
            return Answer.error(
                    400, "invalid_request_error", "customer_tax_location_invalid", "The address is not enough.");
        }
        var calculation = book.object("taxcalc_" + book.next(), "tax.calculation");
        calculation.addProperty("currency", params.get("currency"));
        var data = new JsonArray();
        for (int i = 0; params.containsKey("line_items[" + i + "][amount]"); i++) {
            data.add(line(i, country, params));
        }
        calculation.add("line_items", list(data));
        calculations.put(FakeStripeBook.id(calculation), calculation);
        return Answer.ok(calculation);
    }

    private JsonObject line(int index, String country, Map<String, String> params) {
        long amount = Long.parseLong(requireNonNull(params.get("line_items[" + index + "][amount]")));
        var line = book.object("tax_li_" + book.next(), "tax.calculation_line_item");
        line.addProperty("amount", amount);
        line.addProperty("reference", params.get("line_items[" + index + "][reference]"));
        line.addProperty("tax_behavior", "exclusive");
        var breakdown = new JsonArray();
        if ("customer_exempt".equals(params.get("customer_details[taxability_override]"))) {
            breakdown.add(untaxed("customer_exempt", country));
        } else if (params.containsKey("customer_details[tax_ids][0][value]")) {
            breakdown.add(untaxed("reverse_charge", country));
        } else if (country.equals("DE")) {
            breakdown.add(taxed(amount, "19.0", 190, "VAT", jurisdiction("country", "DE", null, "Germany")));
        } else if (country.equals("US")) {
            breakdown.add(taxed(amount, "4.0", 40, "NY sales tax", jurisdiction("state", "US", "NY", "New York")));
            breakdown.add(
                    taxed(amount, "4.5", 45, "City sales tax", jurisdiction("city", "US", "NY", "New York City")));
        } else {
            breakdown.add(untaxed("not_collecting", country));
        }
        long tax = 0;
        for (var part : breakdown) {
            tax += part.getAsJsonObject().get("amount").getAsLong();
        }
        line.addProperty("amount_tax", tax);
        line.add("tax_breakdown", breakdown);
        return line;
    }

    private static JsonObject taxed(long amount, String percent, long permille, String name, JsonObject jurisdiction) {
        var part = new JsonObject();
        part.addProperty("amount", (amount * permille + 500) / 1000);
        part.addProperty("taxable_amount", amount);
        part.addProperty("taxability_reason", "standard_rated");
        part.add("jurisdiction", jurisdiction);
        var details = new JsonObject();
        details.addProperty("display_name", name);
        details.addProperty("percentage_decimal", percent);
        details.addProperty("tax_type", "vat");
        part.add("tax_rate_details", details);
        return part;
    }

    private static JsonObject untaxed(String reason, String country) {
        var part = new JsonObject();
        part.addProperty("amount", 0);
        part.addProperty("taxable_amount", 0);
        part.addProperty("taxability_reason", reason);
        part.add("jurisdiction", jurisdiction("country", country, null, country));
        part.add("tax_rate_details", JsonNull.INSTANCE);
        return part;
    }

    private static JsonObject jurisdiction(String level, String country, @Nullable String state, String name) {
        var jurisdiction = new JsonObject();
        jurisdiction.addProperty("level", level);
        jurisdiction.addProperty("country", country);
        jurisdiction.addProperty("state", state);
        jurisdiction.addProperty("display_name", name);
        return jurisdiction;
    }

    synchronized Answer record(Map<String, String> params) {
        var calculation = calculations.get(params.getOrDefault("calculation", ""));
        if (calculation == null) {
            return FakeStripeBook.missing("calculation", params.getOrDefault("calculation", ""));
        }
        var data = new JsonArray();
        calculation.getAsJsonObject("line_items").getAsJsonArray("data").forEach(line -> {
            var copy = line.getAsJsonObject().deepCopy();
            copy.addProperty("id", "tax_li_" + book.next());
            data.add(copy);
        });
        return add("transaction", params, data);
    }

    synchronized Answer reverse(Map<String, String> params) {
        var original = transactions.get(params.getOrDefault("original_transaction", ""));
        if (original == null) {
            return FakeStripeBook.missing("transaction", params.getOrDefault("original_transaction", ""));
        }
        var data = new JsonArray();
        for (int i = 0; params.containsKey("line_items[" + i + "][amount]"); i++) {
            var of = "line_items[" + i + "]";
            var line = book.object("tax_li_" + book.next(), "tax.transaction_line_item");
            line.addProperty("amount", Long.valueOf(params.getOrDefault(of + "[amount]", "0")));
            line.addProperty("amount_tax", Long.valueOf(params.getOrDefault(of + "[amount_tax]", "0")));
            line.addProperty("reference", params.get(of + "[reference]"));
            if (!original.toString().contains('"' + params.get(of + "[original_line_item]") + '"')) {
                return FakeStripeBook.missing("line item", params.getOrDefault(of + "[original_line_item]", ""));
            }
            data.add(line);
        }
        return add("reversal", params, data);
    }

    private Answer add(String type, Map<String, String> params, JsonArray data) {
        var reference = params.getOrDefault("reference", "");
        for (var known : transactions.values()) {
            if (known.get("reference").getAsString().equals(reference)) {
                return Answer.error(400, "invalid_request_error", "resource_already_exists", "The reference is taken.");
            }
        }
        var transaction = book.object("tax_" + book.next(), "tax.transaction");
        transaction.addProperty("type", type);
        transaction.addProperty("reference", reference);
        transaction.add("line_items", list(data));
        transactions.put(FakeStripeBook.id(transaction), transaction);
        return Answer.ok(transaction);
    }

    private static JsonObject list(JsonArray data) {
        var list = new JsonObject();
        list.addProperty("object", "list");
        list.addProperty("has_more", false);
        list.addProperty("url", "/v1/tax/lines");
        list.add("data", data);
        return list;
    }
}
