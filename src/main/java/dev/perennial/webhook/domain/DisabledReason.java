package dev.perennial.webhook.domain;

/** Why an endpoint gets nothing any more. */
public enum DisabledReason {
    /** Its owner wished so. */
    ON_REQUEST,
    /** The receiver answered 410 Gone. */
    GONE,
    /** Nothing got through for days. */
    FAILING
}
