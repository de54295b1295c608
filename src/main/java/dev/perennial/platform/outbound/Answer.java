package dev.perennial.platform.outbound;

import java.time.Duration;

import org.jspecify.annotations.Nullable;

/**
 * What came back for one call.
 *
 * @param status HTTP status; null when there was no answer
 * @param failure why there was none; null when there was one
 * @param head first bytes of the answer's body, as text
 * @param retryAfter value of the answer's {@code Retry-After}, if it had one
 */
public record Answer(
        @Nullable Integer status,
        @Nullable Failure failure,
        Duration duration,
        String head,
        @Nullable String retryAfter) {
    private static final int GONE = 410;

    /** Why no answer came. */
    public enum Failure {
        /** The host has an address that is not public. Nothing was sent. */
        ADDRESS_REFUSED,
        /** The host has no address. */
        UNKNOWN_HOST,
        /** Nobody listens there. */
        CONNECTION_REFUSED,
        /** No trust in the receiver's certificate. */
        TLS_FAILED,
        TIMEOUT,
        /** The connection broke before there was an answer. */
        CONNECTION_LOST
    }

    /** There was none. */
    public static Answer none(Failure failure, Duration duration) {
        return new Answer(null, failure, duration, "", null);
    }

    /** Whether the receiver took what was sent: 2xx, nothing else. */
    public boolean accepts() {
        return status != null && status >= 200 && status < 300;
    }

    /** Whether the receiver wants no further messages, ever. */
    public boolean saysGone() {
        return status != null && status == GONE;
    }
}
