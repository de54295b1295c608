package dev.perennial.shared.error;

/** What went wrong, in terms a caller can act on. The web layer maps each to one HTTP status. */
public enum ErrorKind {
    /** The request is not what it claims to be (400). */
    UNREADABLE,
    /** The request is well-formed but breaks a rule (422). */
    INVALID,
    /** No such object, or it belongs to somebody else (404). */
    NOT_FOUND,
    /** The object's state forbids it, or another request got there first (409). */
    CONFLICT,
    /** The caller is known but may not do this (403). */
    FORBIDDEN,
    /** A system we depend on does not answer; the same request may succeed later (503). */
    UNAVAILABLE
}
