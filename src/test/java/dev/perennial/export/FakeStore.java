package dev.perennial.export;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;

/**
 * Somebody else's S3-compatible store, on this machine. It takes PUTs whose signature it has worked out itself, by the
 * steps of Signature Version 4, and turns away all others as a store does.
 */
final class FakeStore implements AutoCloseable {
    static final String ACCESS_KEY_ID = "AKIDEXAMPLE";
    static final String SECRET = "wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY";
    static final String REGION = "eu-central-1";
    private static final Pattern AUTHORIZATION = Pattern.compile(
            "AWS4-HMAC-SHA256 Credential=([^/]+)/(\\d{8})/([^/]+)/s3/aws4_request, SignedHeaders=([^,]+), Signature=([0-9a-f]{64})");
    private final HttpServer server;
    private final Map<String, byte[]> objects = new ConcurrentHashMap<>();
    private final List<String> puts = new CopyOnWriteArrayList<>();
    private final ConcurrentLinkedQueue<String> failures = new ConcurrentLinkedQueue<>();

    FakeStore() {
        try {
            server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 50);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        server.createContext("/", this::put);
        server.start();
    }

    String endpoint() {
        return "http://127.0.0.1:" + server.getAddress().getPort();
    }

    /** Bucket and key to content. */
    Map<String, byte[]> objects() {
        return objects;
    }

    String text(String name) {
        return new String(Objects.requireNonNull(objects.get(name), name), StandardCharsets.UTF_8);
    }

    /** Names in the order in which they were put. */
    List<String> puts() {
        return puts;
    }

    /** Answers the next request with 503 and this code. */
    void failNext(String code) {
        failures.add(code);
    }

    private void put(HttpExchange exchange) throws IOException {
        var body = exchange.getRequestBody().readAllBytes();
        var failure = failures.poll();
        int status = 200;
        var code = "";
        if (failure != null) {
            status = 503;
            code = failure;
        } else if (!exchange.getRequestMethod().equals("PUT")) {
            status = 405;
            code = "MethodNotAllowed";
        } else if (!isSigned(exchange, body)) {
            status = 403;
            code = "SignatureDoesNotMatch";
        } else {
            var name = exchange.getRequestURI().getRawPath().substring(1);
            objects.put(name, body);
            puts.add(name);
        }
        var answer = (code.isEmpty() ? "" : "<?xml version=\"1.0\"?><Error><Code>" + code + "</Code></Error>")
                .getBytes(StandardCharsets.UTF_8);
        exchange.sendResponseHeaders(status, answer.length == 0 ? -1 : answer.length);
        if (answer.length > 0) {
            exchange.getResponseBody().write(answer);
        }
        exchange.close();
    }

    private static boolean isSigned(HttpExchange exchange, byte[] body) {
        var headers = exchange.getRequestHeaders();
        var authorization = AUTHORIZATION.matcher(String.valueOf(headers.getFirst("Authorization")));
        var bodyHash = HexFormat.of().formatHex(sha256(body));
        if (!authorization.matches()
                || !authorization.group(1).equals(ACCESS_KEY_ID)
                || !authorization.group(3).equals(REGION)
                || !bodyHash.equals(headers.getFirst("x-amz-content-sha256"))) {
            return false;
        }
        var signedHeaders = authorization.group(4);
        var canonicalHeaders = Arrays.stream(signedHeaders.split(";"))
                .map(name -> name + ":" + headers.getFirst(name).strip() + "\n")
                .collect(Collectors.joining());
        var canonical = String.join(
                "\n", "PUT", exchange.getRequestURI().getRawPath(), "", canonicalHeaders, signedHeaders, bodyHash);
        var time = headers.getFirst("x-amz-date");
        var day = authorization.group(2);
        var scope = day + "/" + REGION + "/s3/aws4_request";
        var toSign = String.join(
                "\n",
                "AWS4-HMAC-SHA256",
                time,
                scope,
                HexFormat.of().formatHex(sha256(canonical.getBytes(StandardCharsets.UTF_8))));
        var key = ("AWS4" + SECRET).getBytes(StandardCharsets.UTF_8);
        for (var step : List.of(day, REGION, "s3", "aws4_request")) {
            key = hmac(key, step);
        }
        return time.startsWith(day)
                && signedHeaders.contains("host")
                && HexFormat.of().formatHex(hmac(key, toSign)).equals(authorization.group(5));
    }

    private static byte[] sha256(byte[] bytes) {
        try {
            return MessageDigest.getInstance("SHA-256").digest(bytes);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    private static byte[] hmac(byte[] key, String text) {
        try {
            var mac = Mac.getInstance("HmacSHA256");
            mac.init(new SecretKeySpec(key, "HmacSHA256"));
            return mac.doFinal(text.getBytes(StandardCharsets.UTF_8));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    @Override
    public void close() {
        server.stop(0);
    }
}
