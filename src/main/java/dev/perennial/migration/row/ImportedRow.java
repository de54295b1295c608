package dev.perennial.migration.row;

/** A row of an import, in our terms. */
public interface ImportedRow {
    /** The other system's id of it; each is brought in once. */
    String externalId();
}
