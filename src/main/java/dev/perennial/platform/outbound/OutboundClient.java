package dev.perennial.platform.outbound;

import java.io.IOException;
import java.io.InputStream;
import java.io.InterruptedIOException;
import java.net.ConnectException;
import java.net.URI;
import java.net.UnknownHostException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.EnumMap;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.SSLException;

import org.apache.hc.client5.http.classic.methods.HttpPost;
import org.apache.hc.client5.http.classic.methods.HttpPut;
import org.apache.hc.client5.http.classic.methods.HttpUriRequestBase;
import org.apache.hc.client5.http.config.ConnectionConfig;
import org.apache.hc.client5.http.config.RequestConfig;
import org.apache.hc.client5.http.impl.classic.CloseableHttpClient;
import org.apache.hc.client5.http.impl.classic.HttpClients;
import org.apache.hc.client5.http.impl.io.PoolingHttpClientConnectionManagerBuilder;
import org.apache.hc.core5.http.ClassicHttpResponse;
import org.apache.hc.core5.http.ContentType;
import org.apache.hc.core5.http.HttpEntity;
import org.apache.hc.core5.http.HttpHeaders;
import org.apache.hc.core5.http.io.entity.ByteArrayEntity;
import org.apache.hc.core5.http.io.entity.FileEntity;
import org.apache.hc.core5.io.CloseMode;
import org.apache.hc.core5.io.Closer;
import org.apache.hc.core5.util.TimeValue;
import org.apache.hc.core5.util.Timeout;
import org.jspecify.annotations.Nullable;

import dev.perennial.platform.outbound.Answer.Failure;

/**
 * Sends once: no redirect is followed, nothing repeated, no cookie kept, no proxy of the environment used. Each
 * {@link Reach} has connections of its own, so that what one may reach is never reused by another.
 */
public final class OutboundClient implements AutoCloseable {
    private static final Timeout CONNECT_MAX = Timeout.ofSeconds(5);
    private static final int HEAD_BYTES_MAX = 1024;
    /** An answer longer than this costs its connection; reading on would cost more. */
    private static final int BODY_BYTES_MAX = 64 * 1024;
    /**
     * More than callers ever have under way: waiting for a connection, a healthy receiver would wait for a hanging one.
     */
    private static final int CONNECTIONS_MAX = 20_000;

    private static final int LOOK_UPS_MAX = 64;
    private final Duration answerMax;
    private final Map<Reach, CloseableHttpClient> clients = new EnumMap<>(Reach.class);
    private final ExecutorService lookUps;
    private final ScheduledExecutorService deadlines;

    /**
     * @param name how it calls itself, to receivers and in names of threads
     * @param answerMax for all of an attempt, from the look-up of the host to the last byte read
     */
    public OutboundClient(String name, HostLookup lookup, Duration answerMax) {
        this.answerMax = answerMax;
        this.lookUps = Executors.newFixedThreadPool(
                LOOK_UPS_MAX,
                Thread.ofPlatform().daemon().name(name + "-dns-", 0).factory());
        var timer = new ScheduledThreadPoolExecutor(
                1, Thread.ofPlatform().daemon().name(name + "-deadlines").factory());
        timer.setRemoveOnCancelPolicy(true);
        this.deadlines = timer;
        for (var reach : Reach.values()) {
            clients.put(reach, client(name, new GuardedResolver(lookup, reach, lookUps)));
        }
    }

    private CloseableHttpClient client(String name, GuardedResolver resolver) {
        var answerTimeout = Timeout.of(answerMax);
        var connections = PoolingHttpClientConnectionManagerBuilder.create()
                .setDnsResolver(resolver)
                .setMaxConnTotal(CONNECTIONS_MAX)
                .setMaxConnPerRoute(CONNECTIONS_MAX)
                .setDefaultConnectionConfig(ConnectionConfig.custom()
                        .setConnectTimeout(CONNECT_MAX)
                        .setSocketTimeout(answerTimeout)
                        .setValidateAfterInactivity(TimeValue.ofSeconds(1))
                        // So that a change of addresses is noticed.
                        .setTimeToLive(TimeValue.ofMinutes(1))
                        .build())
                .build();
        return HttpClients.custom()
                .setConnectionManager(connections)
                .setDefaultRequestConfig(RequestConfig.custom()
                        .setRedirectsEnabled(false)
                        .setProtocolUpgradeEnabled(false)
                        .setResponseTimeout(answerTimeout)
                        .build())
                .setUserAgent("Perennial-" + name + "/1")
                .disableRedirectHandling()
                .disableAutomaticRetries()
                .disableCookieManagement()
                .disableAuthCaching()
                .disableContentCompression()
                .evictIdleConnections(TimeValue.ofSeconds(30))
                .build();
    }

    /** Sends JSON and waits for the answer, for the time allowed at most. */
    public Answer post(URI url, Reach reach, Map<String, String> headers, byte[] json) {
        return send(new HttpPost(url), reach, headers, new ByteArrayEntity(json, ContentType.APPLICATION_JSON));
    }

    /** Puts a file there and waits for the answer, for the time allowed at most. Its type is among the headers. */
    public Answer put(URI url, Reach reach, Map<String, String> headers, Path file) {
        return send(new HttpPut(url), reach, headers, new FileEntity(file.toFile(), null));
    }

    private Answer send(HttpUriRequestBase request, Reach reach, Map<String, String> headers, HttpEntity entity) {
        headers.forEach(request::setHeader);
        request.setEntity(entity);
        long startedNanos = System.nanoTime();
        // Time-outs of a socket begin anew with each byte: a receiver that trickles would hold us for ever.
        var deadline = deadlines.schedule(request::cancel, answerMax.toMillis(), TimeUnit.MILLISECONDS);
        var client = Objects.requireNonNull(clients.get(reach));
        try {
            var response = client.executeOpen(null, request, null);
            var head = head(response);
            // Gives the connection back if the answer was read to its end, and closes it otherwise.
            Closer.closeQuietly(response);
            return new Answer(response.getCode(), null, since(startedNanos), head, retryAfter(response));
        } catch (IOException | RuntimeException e) {
            // Not whether the deadline's task is done: we may be here before it has noted that.
            var duration = since(startedNanos);
            return Answer.none(failure(e, duration.compareTo(answerMax) >= 0), duration);
        } finally {
            deadline.cancel(false);
        }
    }

    private static @Nullable String retryAfter(ClassicHttpResponse response) {
        var header = response.getFirstHeader(HttpHeaders.RETRY_AFTER);
        return header == null ? null : header.getValue();
    }

    private static Failure failure(Exception e, boolean deadlinePassed) {
        return switch (e) {
            case GuardedResolver.AddressRefused ignored -> Failure.ADDRESS_REFUSED;
            case UnknownHostException ignored -> Failure.UNKNOWN_HOST;
            case InterruptedIOException ignored -> Failure.TIMEOUT;
            case ConnectException ignored -> Failure.CONNECTION_REFUSED;
            case SSLException ignored -> Failure.TLS_FAILED;
            default -> deadlinePassed ? Failure.TIMEOUT : Failure.CONNECTION_LOST;
        };
    }

    /** The status is the answer: a body that breaks off or never ends does not change it. */
    private static String head(ClassicHttpResponse response) {
        HttpEntity entity = response.getEntity();
        if (entity == null) {
            return "";
        }
        var head = new byte[HEAD_BYTES_MAX];
        int length = 0;
        try {
            InputStream body = entity.getContent();
            length = body.readNBytes(head, 0, HEAD_BYTES_MAX);
            body.skipNBytes(BODY_BYTES_MAX);
        } catch (IOException e) {
            // The end of the body, or of our patience with it.
        }
        return printable(new String(head, 0, length, StandardCharsets.UTF_8));
    }

    /** PostgreSQL has no place for NUL, and a log none for other control characters. */
    private static String printable(String text) {
        return text.replaceAll("[\\p{Cntrl}&&[^\\n\\t]]|\\uFFFD", "");
    }

    private static Duration since(long startedNanos) {
        return Duration.ofNanos(System.nanoTime() - startedNanos);
    }

    @Override
    public void close() {
        clients.values().forEach(client -> client.close(CloseMode.IMMEDIATE));
        deadlines.shutdownNow();
        lookUps.shutdownNow();
    }
}
