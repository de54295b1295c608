package dev.perennial.scenario;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Pattern;

import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.SerializationFeature;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

import dev.perennial.support.Api;
import dev.perennial.support.PerennialIT;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * What receivers were promised stays: every message of payload version 1 still has all fields that it was frozen with,
 * with the same values; one that was null may have a value by now. Further fields may come; {@code -Dgolden.write=true}
 * freezes those, too, and types that are new.
 */
class WebhookPayloadsIT extends PerennialIT {
    private static final Path FROZEN = Path.of("src/test/resources/webhooks/v1");
    private static final JsonMapper PRETTY =
            JsonMapper.builder().enable(SerializationFeature.INDENT_OUTPUT).build();
    private static final Pattern ID = Pattern.compile("[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}|(?<=_)[0-9a-f]{32}");

    @Test
    void keepsItsPromises() throws IOException {
        var messages = messagesOfAStory();
        if (Boolean.getBoolean("golden.write")) {
            Files.createDirectories(FROZEN);
            for (var message : messages.entrySet()) {
                Files.writeString(file(message.getKey()), PRETTY.writeValueAsString(message.getValue()) + "\n");
            }
        }

        var broken = new ArrayList<String>();
        var unfrozen = new TreeSet<>(messages.keySet());
        try (var files = Files.list(FROZEN)) {
            for (var file : files.sorted().toList()) {
                var type = file.getFileName().toString().replace(".json", "");
                unfrozen.remove(type);
                var now = messages.get(type);
                if (now == null) {
                    broken.add(type + " does not happen any more");
                } else {
                    compare(type, PRETTY.readTree(Files.readString(file)), now, broken);
                }
            }
        }

        assertThat(broken).as("promises of payload version 1 that are broken").isEmpty();
        assertThat(unfrozen).as("types to freeze with -Dgolden.write=true").isEmpty();
    }

    private static Path file(String type) {
        return FROZEN.resolve(type + ".json");
    }

    private static void compare(String path, JsonNode frozen, JsonNode now, List<String> broken) {
        if (frozen instanceof ObjectNode object) {
            object.properties().forEach(field -> {
                var value = now.get(field.getKey());
                if (value == null) {
                    broken.add(path + "." + field.getKey() + " is missing");
                } else {
                    compare(path + "." + field.getKey(), field.getValue(), value, broken);
                }
            });
        } else if (frozen instanceof ArrayNode && now instanceof ArrayNode && frozen.size() == now.size()) {
            for (int i = 0; i < frozen.size(); i++) {
                compare(path + "[" + i + "]", frozen.get(i), now.get(i), broken);
            }
        } else if (!frozen.isNull() && !frozen.equals(now)) {
            broken.add(path + " was " + frozen + " and is " + now);
        }
    }

    /** The first message of every type that a story about everything brings about. */
    private Map<String, JsonNode> messagesOfAStory() {
        var api = newTenant();
        tell(api);
        var first = new TreeMap<String, JsonNode>();
        for (var event : api.all("/v1/events").reversed()) {
            first.putIfAbsent(event.path("type").asString(), withoutIds(event));
        }
        return first;
    }

    private void tell(Api api) {
        var account = api.accountPayingBy("pm_card_visa");
        api.patch("/v1/accounts/" + account, "{\"name\": \"Ada Lovelace Inc\"}").expect(200);
        api.post(
                        "/v1/accounts/" + account + "/credits",
                        "{\"amount\": 500, \"currency\": \"USD\", \"reason\": \"Apology\"}")
                .expect(201);
        api.monthlyPlan("team", 2900);
        api.monthlyPlan("pro", 9900);
        var subscription = "/v1/subscriptions/"
                + api.subscribe(account, "team").expect(201).text("id");
        api.post(subscription + "/change", "{\"plan_code\": \"pro\"}").expect(200);
        api.advanceBy("P1M");
        api.post(subscription + "/pause", "{}").expect(200);
        api.post(subscription + "/resume", "{}").expect(200);
        api.post(subscription + "/cancel", "{\"at\": \"NOW\"}").expect(200);
        var draft = api.post("/v1/invoices", """
                        {"account_id": "%s", "lines": [{"description": "Work", "unit_amount": "700"}], "finalize": false}""".formatted(account)).expect(201).text("id");
        api.post("/v1/invoices/" + draft + "/void", "").expect(200);
        owePayment(api, "pm_card_chargeDeclined");
        owePayment(api, "pm_card_authenticationRequired");
        var plan = api.all("/v1/plans").getFirst().path("id").asString();
        api.patch("/v1/plans/" + plan, "{\"name\": \"Professional\"}").expect(200);
        api.post("/v1/plans/" + plan + "/archive", "").expect(200);
        var method = api.attach(account, "pm_card_mastercard");
        api.delete("/v1/payment-methods/" + method).expect(200);
        api.delete("/v1/accounts/" + api.account("UTC")).expect(200);
        api.post("/v1/export-schedules", """
                        {"lists": ["DISPUTES"], "format": "NDJSON", "at": "00:00", "destination": {"type": "DIRECTORY"}}""").expect(201);
        api.advanceBy("P1D");
    }

    private static void owePayment(Api api, String token) {
        var account = api.accountPayingBy(token);
        var subscription = api.subscribe(account, "team").expect(201);
        if (token.equals("pm_card_chargeDeclined")) {
            api.post("/v1/invoices/" + subscription.text("latest_invoice_id") + "/mark-uncollectible", "")
                    .expect(200);
        }
    }

    /** Ids differ from run to run; which of them are the same does not. */
    private static JsonNode withoutIds(JsonNode event) {
        var names = new HashMap<String, String>();
        var text = ID.matcher(event.toString())
                .replaceAll(found -> names.computeIfAbsent(found.group(), id -> "id-" + (names.size() + 1)));
        return PRETTY.readTree(text);
    }
}
