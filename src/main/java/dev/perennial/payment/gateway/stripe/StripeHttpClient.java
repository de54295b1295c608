package dev.perennial.payment.gateway.stripe;

import java.net.ConnectException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpConnectTimeoutException;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

import com.stripe.exception.ApiConnectionException;
import com.stripe.exception.StripeException;
import com.stripe.net.HttpHeaders;
import com.stripe.net.StripeRequest;
import com.stripe.net.StripeResponse;

/**
 * Carries requests to Stripe and sends each POST once.
 * <p>The library's own client sits on {@code HttpURLConnection}, which silently repeats a POST whose connection closed
 * without an answer. {@link HttpClient} repeats only GET and HEAD, unless the process was told to repeat everything, in
 * which case we do not start.
 */
final class StripeHttpClient extends com.stripe.net.HttpClient implements AutoCloseable {
    /** Stripe's answers are a few kilobytes; a page of intents well below this. */
    private static final long ANSWER_BYTES_MAX = 8L * 1024 * 1024;

    private static final String REPEATS_EVERYTHING = "jdk.httpclient.enableAllMethodRetry";

    private final HttpClient http;
    private final Duration answerTimeout;

    /**
     * @param connectTimeout limit for making a connection
     * @param readTimeout limit for the whole answer after that, body included
     * @throws IllegalStateException when the JDK was told to repeat requests of all methods
     */
    StripeHttpClient(Duration connectTimeout, Duration readTimeout) {
        var repeatsEverything = System.getProperty(REPEATS_EVERYTHING);
        if (repeatsEverything != null && !repeatsEverything.equals("false")) {
            throw new IllegalStateException(REPEATS_EVERYTHING + " is set: unanswered charges would be sent twice");
        }
        // HTTP/2 would let the JDK send streams again that a GOAWAY turned away.
        this.http = HttpClient.newBuilder()
                .version(HttpClient.Version.HTTP_1_1)
                .followRedirects(HttpClient.Redirect.NEVER)
                .connectTimeout(connectTimeout)
                .build();
        this.answerTimeout = connectTimeout.plus(readTimeout);
    }

    /**
     * Sends once and waits for the answer.
     *
     * @throws NotSentException when no connection was made, so that Stripe cannot have seen the request
     * @throws ApiConnectionException when no whole answer came; the request may have been executed
     */
    @Override
    public StripeResponse request(StripeRequest request) throws StripeException {
        // HttpRequest.timeout() stops counting at the response headers: a body that never ends would block us for good.
        CompletableFuture<HttpResponse<byte[]>> pending =
                http.sendAsync(toHttp(request), BodyHandlers.limiting(BodyHandlers.ofByteArray(), ANSWER_BYTES_MAX));
        try {
            var answer = pending.get(answerTimeout.toMillis(), TimeUnit.MILLISECONDS);
            return new StripeResponse(
                    answer.statusCode(),
                    HttpHeaders.of(answer.headers().map()),
                    new String(answer.body(), StandardCharsets.UTF_8));
        } catch (ExecutionException e) {
            var cause = e.getCause() == null ? e : e.getCause();
            if (cause instanceof ConnectException || cause instanceof HttpConnectTimeoutException) {
                throw new NotSentException(cause);
            }
            throw new ApiConnectionException("no answer: " + cause.getClass().getSimpleName(), cause);
        } catch (TimeoutException e) {
            throw new ApiConnectionException("no answer within " + answerTimeout, e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new ApiConnectionException("interrupted while waiting for an answer", e);
        } finally {
            // Drops the connection of an unfinished exchange; does nothing to a finished one.
            pending.cancel(true);
        }
    }

    private HttpRequest toHttp(StripeRequest request) {
        var http = HttpRequest.newBuilder(URI.create(request.url().toString()));
        request.headers().map().forEach((name, values) -> values.forEach(value -> http.header(name, value)));
        http.setHeader("User-Agent", buildUserAgentString(request));
        http.setHeader("X-Stripe-Client-User-Agent", buildXStripeClientUserAgentString());
        var content = request.content();
        if (content == null) {
            return http.method(request.method().name(), BodyPublishers.noBody()).build();
        }
        return http.setHeader("Content-Type", content.contentType())
                .method(request.method().name(), BodyPublishers.ofByteArray(content.byteArrayContent()))
                .build();
    }

    @Override
    public void close() {
        http.close();
    }

    /** Not one byte of the request left: no connection was made, or the request was kept back. */
    static final class NotSentException extends ApiConnectionException {
        NotSentException(String reason) {
            super(reason);
        }

        NotSentException(Throwable cause) {
            super("no connection: " + cause.getClass().getSimpleName(), cause);
        }
    }
}
