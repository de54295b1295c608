package dev.perennial.platform.web;

/** Names under which filters leave notes for the request log. */
public final class RequestAttributes {
    public static final String TENANT = "perennial.tenant";
    public static final String ACTOR = "perennial.actor";

    /** Set when the answer holds a secret, which must not be kept for replay. */
    public static final String SECRET_ANSWER = "perennial.secret_answer";

    private RequestAttributes() {}
}
