package dev.perennial.operations;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.zip.GZIPInputStream;

import com.google.protobuf.ByteString;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.opentelemetry.proto.collector.trace.v1.ExportTraceServiceRequest;
import io.opentelemetry.proto.trace.v1.Span;

/** A collector of traces: takes OTLP over HTTP and keeps every span. */
final class TraceCollector implements AutoCloseable {
    private final HttpServer server;
    private final List<Received> spans = new CopyOnWriteArrayList<>();

    /** A span as it came. */
    record Received(String traceId, String id, String parentId, String name, String attributes) {
        static Received of(Span span) {
            return new Received(
                    hex(span.getTraceId()),
                    hex(span.getSpanId()),
                    hex(span.getParentSpanId()),
                    span.getName(),
                    span.getAttributesList().toString());
        }

        private static String hex(ByteString id) {
            return HexFormat.of().formatHex(id.toByteArray());
        }
    }

    TraceCollector() {
        try {
            server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        server.createContext("/v1/traces", this::take);
        server.start();
    }

    private void take(HttpExchange exchange) throws IOException {
        boolean packed = "gzip".equals(exchange.getRequestHeaders().getFirst("Content-Encoding"));
        try (exchange;
                var body = packed ? new GZIPInputStream(exchange.getRequestBody()) : exchange.getRequestBody()) {
            // All at once: in a message a request may stand before the statements that ended before it did.
            spans.addAll(ExportTraceServiceRequest.parseFrom(body).getResourceSpansList().stream()
                    .flatMap(resource -> resource.getScopeSpansList().stream())
                    .flatMap(scope -> scope.getSpansList().stream())
                    .map(Received::of)
                    .toList());
            exchange.sendResponseHeaders(200, -1);
        }
    }

    String url() {
        return "http://127.0.0.1:" + server.getAddress().getPort() + "/v1/traces";
    }

    /** The spans of a trace. */
    List<Received> of(String traceId) {
        return spans.stream().filter(span -> span.traceId().equals(traceId)).toList();
    }

    List<Received> named(String name) {
        return spans.stream().filter(span -> span.name().equals(name)).toList();
    }

    /** Whether one span lies within another, at any depth. */
    boolean isWithin(Received inner, Received outer) {
        var parent = parentOf(inner);
        while (parent.isPresent() && !parent.get().id().equals(outer.id())) {
            parent = parentOf(parent.get());
        }
        return parent.isPresent();
    }

    private Optional<Received> parentOf(Received span) {
        return spans.stream()
                .filter(other -> other.id().equals(span.parentId()))
                .findFirst();
    }

    @Override
    public void close() {
        server.stop(0);
    }
}
