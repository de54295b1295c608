package dev.perennial.payment.gateway.stripe;

import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

import com.google.gson.JsonArray;
import com.google.gson.JsonObject;

import dev.perennial.payment.gateway.stripe.FakeStripe.Answer;

/** What {@link FakeStripe} has to tell. It sends nothing by itself: tests deliver, repeat, shuffle and lose. */
final class FakeStripeEvents {
    private final Clock clock;
    private final List<JsonObject> events = new ArrayList<>();

    FakeStripeEvents(Clock clock) {
        this.clock = clock;
    }

    synchronized void record(String type, JsonObject object) {
        var event = new JsonObject();
        event.addProperty("id", "evt_" + (events.size() + 1) + "_" + clock.millis());
        event.addProperty("object", "event");
        event.addProperty("api_version", "2024-04-10");
        event.addProperty("created", clock.instant().getEpochSecond());
        event.addProperty("livemode", false);
        event.addProperty("type", type);
        var data = new JsonObject();
        data.add("object", object.deepCopy());
        event.add("data", data);
        events.add(event);
    }

    synchronized List<JsonObject> all() {
        return events.stream().map(JsonObject::deepCopy).toList();
    }

    synchronized JsonObject newest(String type) {
        return events.stream()
                .filter(event -> event.get("type").getAsString().equals(type))
                .reduce((first, second) -> second)
                .orElseThrow()
                .deepCopy();
    }

    /** Newest first, as Stripe does, in pages. */
    synchronized Answer list(Map<String, String> params) {
        long since = Long.parseLong(params.getOrDefault("created[gte]", "0"));
        int limit = Integer.parseInt(params.getOrDefault("limit", "10"));
        var after = params.get("starting_after");
        var data = new JsonArray();
        boolean more = false;
        boolean skipping = after != null;
        for (var event : events.reversed()) {
            if (skipping) {
                skipping = !event.get("id").getAsString().equals(after);
            } else if (event.get("created").getAsLong() >= since) {
                more = data.size() == limit;
                if (more) {
                    break;
                }
                data.add(event.deepCopy());
            }
        }
        var page = new JsonObject();
        page.addProperty("object", "list");
        page.addProperty("url", "/v1/events");
        page.addProperty("has_more", more);
        page.add("data", data);
        return Answer.ok(page);
    }
}
