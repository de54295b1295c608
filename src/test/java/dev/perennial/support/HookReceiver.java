package dev.perennial.support;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.http.HttpHeaders;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Executors;

import com.standardwebhooks.Webhook;
import com.standardwebhooks.exceptions.WebhookVerificationException;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Somebody else's system that takes webhooks, on this machine. It answers 200 unless told otherwise, and keeps what it
 * gets.
 */
public final class HookReceiver implements AutoCloseable {
    private static final JsonMapper JSON = JsonMapper.builder().build();
    private final HttpServer server;
    private final Queue<Message> messages = new ConcurrentLinkedQueue<>();
    private volatile Behaviour behaviour = exchange -> 200;

    /** How a receiver answers: the status, after whatever it does to the exchange before. */
    @FunctionalInterface
    public interface Behaviour {
        int answer(HttpExchange exchange) throws IOException;
    }

    /** A message as it arrived. */
    public record Message(String id, HttpHeaders headers, String body, int answered) {
        public JsonNode json() {
            return JSON.readTree(body);
        }

        public String type() {
            return json().path("type").asString();
        }

        /** Fails unless the signature is good in the eyes of the library that receivers use. */
        public Message verifiedBy(String secret) throws WebhookVerificationException {
            new Webhook(secret).verify(body, headers);
            return this;
        }
    }

    public HookReceiver() {
        try {
            server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 200);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        server.setExecutor(Executors.newVirtualThreadPerTaskExecutor());
        server.createContext("/", this::receive);
        server.start();
    }

    private void receive(HttpExchange exchange) throws IOException {
        var body = new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8);
        var headers = HttpHeaders.of(exchange.getRequestHeaders(), (name, value) -> true);
        int status = behaviour.answer(exchange);
        messages.add(new Message(headers.firstValue("webhook-id").orElse(""), headers, body, status));
        var answer = ("answer " + status).getBytes(StandardCharsets.UTF_8);
        exchange.sendResponseHeaders(status, answer.length);
        exchange.getResponseBody().write(answer);
        exchange.close();
    }

    /** A port of this machine on which nobody listens. */
    public static int closedPort() {
        try (var socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    public String url() {
        return "http://127.0.0.1:" + server.getAddress().getPort() + "/hook";
    }

    public void behave(Behaviour next) {
        behaviour = next;
    }

    /** Answers with this status from now on. */
    public void answer(int status) {
        behaviour = exchange -> status;
    }

    public List<Message> messages() {
        return List.copyOf(messages);
    }

    public List<String> types() {
        return messages.stream().map(Message::type).toList();
    }

    /** The only message of this type. */
    public Message only(String type) {
        var found =
                messages.stream().filter(message -> message.type().equals(type)).toList();
        assertThat(found).as("messages of type %s among %s", type, types()).hasSize(1);
        return found.getFirst();
    }

    @Override
    public void close() {
        server.stop(0);
    }
}
