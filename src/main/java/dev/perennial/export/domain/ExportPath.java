package dev.perennial.export.domain;

import java.util.regex.Pattern;

import dev.perennial.shared.error.DomainException;

/** Where below a destination the files go: names with slashes between them. None is hidden, and none leads upwards. */
public final class ExportPath {
    private static final Pattern NAMES =
            Pattern.compile("[A-Za-z0-9_][A-Za-z0-9._-]{0,63}(/[A-Za-z0-9_][A-Za-z0-9._-]{0,63}){0,7}");

    private ExportPath() {}

    /** Fails, for the field, with {@code invalid_path}. Empty is the destination itself. */
    public static String require(String field, String path) {
        if (!path.isEmpty() && !NAMES.matcher(path).matches()) {
            throw DomainException.invalid(
                    field,
                    "invalid_path",
                    "must be up to 8 names with / between them; a name has up to 64 of A-Z, a-z, 0-9, _, - and ., and begins"
                            + " with none of the last two");
        }
        return path;
    }
}
