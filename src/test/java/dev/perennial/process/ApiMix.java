package dev.perennial.process;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collections;
import java.util.EnumMap;
import java.util.List;
import java.util.Random;

/**
 * What callers ask of the API on a busy day: two hundred calls in a fixed order, then the same again of other objects.
 */
final class ApiMix {
    private static final byte[] NO_BODY = {};
    private static final long SEED = 20_261_130;
    private final List<Kind> order = new ArrayList<>();
    private final int[] rank;
    private final Objects objects;

    /** What is called, and how often in two hundred calls. */
    enum Kind {
        READ_SUBSCRIPTION(50),
        LIST_INVOICES(40),
        READ_INVOICE(25),
        PREVIEW_CHANGE(20),
        REPORT_USAGE(45),
        SUBSCRIBE(10),
        RECORD_PAYMENT(10);

        private final int share;

        Kind(int share) {
            this.share = share;
        }
    }

    /**
     * What the calls are about.
     *
     * @param subscriptions to read, and to preview a change of
     * @param metered subscriptions that pay for calls
     * @param accounts that pay by card
     * @param openInvoices to read, and to pay one by one
     * @param usedAt when usage is reported of
     */
    record Objects(
            List<String> subscriptions,
            List<String> metered,
            List<String> accounts,
            List<String> openInvoices,
            String planCode,
            String otherPlanCode,
            String usedAt) {}

    /** One request. */
    record Call(Kind kind, String method, String path, byte[] body) {}

    ApiMix(Objects objects) {
        this.objects = objects;
        for (var kind : Kind.values()) {
            order.addAll(Collections.nCopies(kind.share, kind));
        }
        Collections.shuffle(order, new Random(SEED));
        rank = new int[order.size()];
        var counts = new EnumMap<Kind, Integer>(Kind.class);
        for (int i = 0; i < rank.length; i++) {
            rank[i] = counts.merge(order.get(i), 1, Integer::sum) - 1;
        }
    }

    /** How many invoices are paid in so many calls. */
    static int payments(int calls) {
        return calls * Kind.RECORD_PAYMENT.share / 200 + Kind.RECORD_PAYMENT.share;
    }

    Kind kind(int number) {
        return order.get(number % order.size());
    }

    Call call(int number) {
        var kind = kind(number);
        int nth = number / order.size() * kind.share + rank[number % order.size()];
        return switch (kind) {
            case READ_SUBSCRIPTION -> get(kind, "/v1/subscriptions/" + one(objects.subscriptions(), nth));
            case LIST_INVOICES ->
                get(kind, "/v1/invoices?limit=20&subscription_id=" + one(objects.subscriptions(), nth));
            case READ_INVOICE -> get(kind, "/v1/invoices/" + one(objects.openInvoices(), nth));
            case PREVIEW_CHANGE ->
                post(
                        kind,
                        "/v1/subscriptions/" + one(objects.subscriptions(), nth) + "/change/preview",
                        "{\"plan_code\":\"%s\"}".formatted(objects.otherPlanCode()));
            case REPORT_USAGE ->
                post(
                        kind,
                        "/v1/usage",
                        "{\"subscription_id\":\"%s\",\"metric\":\"calls\",\"quantity\":3,\"timestamp\":\"%s\",\"idempotency_key\":\"call-%d\"}"
                                .formatted(one(objects.metered(), nth), objects.usedAt(), nth));
            case SUBSCRIBE ->
                post(
                        kind,
                        "/v1/subscriptions",
                        "{\"account_id\":\"%s\",\"plan_code\":\"%s\"}"
                                .formatted(one(objects.accounts(), nth), objects.planCode()));
            case RECORD_PAYMENT ->
                post(
                        kind,
                        "/v1/invoices/" + objects.openInvoices().get(nth) + "/payments",
                        "{\"method\":\"BANK_TRANSFER\",\"reference\":\"TRN-%d\"}".formatted(nth));
        };
    }

    /** Each in turn, and not in the order in which they were made. */
    private static String one(List<String> all, int nth) {
        return all.get((int) (nth * 7919L % all.size()));
    }

    private static Call get(Kind kind, String path) {
        return new Call(kind, "GET", path, NO_BODY);
    }

    private static Call post(Kind kind, String path, String body) {
        return new Call(kind, "POST", path, body.getBytes(StandardCharsets.UTF_8));
    }
}
