package dev.perennial.support;

import java.io.IOException;
import java.net.URLDecoder;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.time.Instant;
import java.util.Arrays;
import java.util.Base64;
import java.util.Date;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Collectors;

import com.nimbusds.jwt.JWTClaimsSet;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpHandler;
import com.sun.net.httpserver.HttpServer;
import tools.jackson.databind.json.JsonMapper;

/**
 * Where people sign in: a provider of OpenID Connect with one client, as strict as those that one pays for. Its page
 * asks who one is and believes it.
 */
public final class TestSignIn {
    public static final String CLIENT_ID = "perennial-console";
    public static final String CLIENT_SECRET = "not-a-secret: of tests";
    private static final JsonMapper JSON = JsonMapper.builder().build();
    private final Map<String, Grant> grants = new ConcurrentHashMap<>();
    private final String address;
    private final TestIssuer issuer;

    TestSignIn(String address, TestIssuer issuer) {
        this.address = address;
        this.issuer = issuer;
    }

    /** A code that was given out: what was asked for, and who it stands for. */
    private record Grant(Map<String, String> asked, JWTClaimsSet person) {}

    private record Reply(int status, String type, String body) {}

    void serveBy(HttpServer server) {
        at(server, "/keys", exchange -> new Reply(200, "application/json", issuer.keys()));
        at(server, "/.well-known/openid-configuration", exchange -> json(200, describe()));
        at(
                server,
                "/authorize",
                exchange -> page(fields(exchange.getRequestURI().getRawQuery())));
        server.createContext("/decide", this::decide);
        at(server, "/token", this::redeem);
    }

    private Map<String, Object> describe() {
        return Map.of(
                "issuer", address,
                "authorization_endpoint", address + "/authorize",
                "token_endpoint", address + "/token",
                "jwks_uri", address + "/keys",
                "response_types_supported", List.of("code"),
                "subject_types_supported", List.of("public"),
                "id_token_signing_alg_values_supported", List.of("RS256"),
                "token_endpoint_auth_methods_supported", List.of("client_secret_basic"),
                "code_challenge_methods_supported", List.of("S256"));
    }

    private Reply page(Map<String, String> asked) {
        var wrong = wrongIn(asked);
        if (!wrong.isEmpty()) {
            return new Reply(400, "text/plain", wrong);
        }
        var hidden = asked.entrySet().stream()
                .map(field -> "<input type=hidden name='%s' value='%s'>".formatted(field.getKey(), field.getValue()))
                .collect(Collectors.joining());
        return new Reply(200, "text/html", """
                <!DOCTYPE html><html lang=en><title>Who are you?</title><link rel=icon href="data:,"><form action=/decide>%s
                <label>Tenant <input name=tenant></label> <label>Role <input name=role value=viewer></label>
                <button name=decision value=allow>Sign in</button> <button name=decision value=cancel>Cancel</button></form>
                """.formatted(hidden));
    }

    private static String wrongIn(Map<String, String> asked) {
        if (!CLIENT_ID.equals(asked.get("client_id"))) {
            return "unknown client";
        }
        var wanted = Map.of("response_type", "code", "code_challenge_method", "S256");
        return !asked.entrySet().containsAll(wanted.entrySet())
                        || !asked.keySet().containsAll(List.of("state", "nonce", "code_challenge", "redirect_uri"))
                        || !List.of(asked.getOrDefault("scope", "").split(" ")).contains("openid")
                ? "a request without PKCE, state, nonce or openid: " + asked
                : "";
    }

    /** The form of the page was sent: on to the client, with a code or without. */
    private void decide(HttpExchange exchange) throws IOException {
        var sent = fields(exchange.getRequestURI().getRawQuery());
        var query = new StringBuilder("state=").append(encode(sent.getOrDefault("state", "")));
        if ("allow".equals(sent.get("decision"))) {
            var code = UUID.randomUUID().toString();
            grants.put(code, new Grant(sent, person(sent)));
            query.append("&code=").append(code);
        } else {
            query.append("&error=access_denied");
        }
        exchange.getResponseHeaders().set("Location", sent.get("redirect_uri") + "?" + query);
        exchange.sendResponseHeaders(302, -1);
        exchange.close();
    }

    private static JWTClaimsSet person(Map<String, String> sent) {
        var claims = TestIssuer.claims(
                UUID.fromString(sent.getOrDefault("tenant", "")), sent.getOrDefault("role", "viewer"));
        if (sent.containsKey("expires_in")) {
            var expires = Instant.now().plusSeconds(Long.parseLong(sent.get("expires_in")));
            claims.issueTime(Date.from(expires.minusSeconds(300))).expirationTime(Date.from(expires));
        }
        return claims.build();
    }

    private Reply redeem(HttpExchange exchange) throws IOException {
        var sent = fields(new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8));
        var client = "Basic "
                + Base64.getEncoder()
                        .encodeToString((CLIENT_ID + ":" + encode(CLIENT_SECRET)).getBytes(StandardCharsets.UTF_8));
        if (!client.equals(exchange.getRequestHeaders().getFirst("Authorization"))) {
            return json(401, Map.of("error", "invalid_client"));
        }
        // Taken away whatever comes of it: a code is good once.
        var grant = grants.remove(sent.getOrDefault("code", ""));
        if (grant == null
                || !"authorization_code".equals(sent.get("grant_type"))
                || !grant.asked().getOrDefault("redirect_uri", "").equals(sent.get("redirect_uri"))
                || !grant.asked()
                        .getOrDefault("code_challenge", "")
                        .equals(challenge(sent.getOrDefault("code_verifier", "")))) {
            return json(400, Map.of("error", "invalid_grant"));
        }
        return json(200, tokens(grant));
    }

    private Map<String, Object> tokens(Grant grant) {
        var identity = new JWTClaimsSet.Builder()
                .issuer(address)
                .audience(CLIENT_ID)
                .subject(grant.person().getSubject())
                .issueTime(grant.person().getIssueTime())
                .expirationTime(Date.from(Instant.now().plusSeconds(60)))
                .claim("nonce", grant.asked().get("nonce"));
        return Map.of(
                "access_token",
                issuer.sign(grant.person()),
                "id_token",
                issuer.sign(identity.build()),
                "token_type",
                "Bearer",
                "expires_in",
                300);
    }

    private static String challenge(String verifier) {
        try {
            return Base64.getUrlEncoder()
                    .withoutPadding()
                    .encodeToString(
                            MessageDigest.getInstance("SHA-256").digest(verifier.getBytes(StandardCharsets.US_ASCII)));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    private static Reply json(int status, Map<String, Object> body) {
        return new Reply(status, "application/json", JSON.writeValueAsString(body));
    }

    private interface Endpoint {
        Reply reply(HttpExchange exchange) throws IOException;
    }

    private static void at(HttpServer server, String path, Endpoint endpoint) {
        HttpHandler handler = exchange -> {
            try (exchange) {
                var reply = endpoint.reply(exchange);
                var body = reply.body().getBytes(StandardCharsets.UTF_8);
                exchange.getResponseHeaders().set("Content-Type", reply.type());
                exchange.sendResponseHeaders(reply.status(), body.length);
                exchange.getResponseBody().write(body);
            }
        };
        server.createContext(path, handler);
    }

    /** A query or form as a map; of a name that comes twice, the last. */
    static Map<String, String> fields(String text) {
        var fields = new LinkedHashMap<String, String>();
        Arrays.stream(text.split("&"))
                .map(field -> field.split("=", 2))
                .forEach(field -> fields.put(
                        URLDecoder.decode(field[0], StandardCharsets.UTF_8),
                        field.length == 1 ? "" : URLDecoder.decode(field[1], StandardCharsets.UTF_8)));
        return fields;
    }

    private static String encode(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8);
    }
}
