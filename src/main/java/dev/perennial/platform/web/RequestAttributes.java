package dev.perennial.platform.web;

/** Names under which filters leave notes for the request log. */
public final class RequestAttributes {
    public static final String TENANT = "perennial.tenant";
    public static final String ACTOR = "perennial.actor";

    /** Set when the answer holds a secret that nobody may read again, so that it is not kept for replay. */
    public static final String SECRET_ANSWER = "perennial.secret_answer";

    /** Set when the answer holds a secret that the service keeps sealed anyway: so is the answer. */
    public static final String SEALED_ANSWER = "perennial.sealed_answer";

    private RequestAttributes() {}
}
