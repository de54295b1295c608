package dev.perennial.export;

/** What kind of place exports are written to. */
public enum DestinationKind {
    /** A directory of the tenant's below the one that the operator gave. */
    DIRECTORY,
    /** A bucket of a store that speaks the S3 protocol, addressed by path. */
    S3
}
