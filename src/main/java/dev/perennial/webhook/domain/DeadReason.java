package dev.perennial.webhook.domain;

/** Why a delivery became a dead letter. */
public enum DeadReason {
    /** The last attempt of the schedule failed too. */
    ATTEMPTS_EXHAUSTED,
    /** The endpoint was disabled or deleted before the receiver took it. */
    ENDPOINT_DISABLED,
    /** The event can no longer be read. */
    EVENT_GONE
}
