package dev.perennial.platform.web;

import java.nio.ByteBuffer;
import java.util.Base64;
import java.util.List;
import java.util.UUID;

import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;

import io.swagger.v3.oas.annotations.Parameter;
import org.jspecify.annotations.Nullable;

import dev.perennial.shared.error.DomainException;
import dev.perennial.shared.error.ErrorKind;
import dev.perennial.shared.error.FieldError;

/**
 * Which part of a list a caller wants. Lists are walked by id, which rises with time, so a page costs the same
 * anywhere in the list and rows added meanwhile do not shift it.
 */
public record PageQuery(
        @Parameter(description = "How many objects, 1 to 100", example = "20") @Min(1) @Max(100) @Nullable Integer limit,

        @Parameter(description = "next_cursor of the page before") @Nullable String cursor) {

    private static final int LIMIT_DEFAULT = 20;
    private static final UUID NEWEST = new UUID(-1L, -1L);
    private static final UUID OLDEST = new UUID(0, 0);

    public int size() {
        return limit == null ? LIMIT_DEFAULT : limit;
    }

    /**
     * Only rows with smaller ids belong to the page.
     *
     * @throws DomainException {@code invalid_cursor} when the cursor is not one of ours
     */
    public UUID before() {
        return cursor == null ? NEWEST : idIn(cursor);
    }

    /**
     * Of a list that says it is oldest first: only rows with greater ids belong to the page.
     *
     * @throws DomainException {@code invalid_cursor} when the cursor is not one of ours
     */
    public UUID after() {
        return cursor == null ? OLDEST : idIn(cursor);
    }

    private static UUID idIn(String cursor) {
        try {
            var bytes = ByteBuffer.wrap(Base64.getUrlDecoder().decode(cursor));
            if (bytes.remaining() == 16) {
                return new UUID(bytes.getLong(), bytes.getLong());
            }
        } catch (IllegalArgumentException e) {
            // Falls through: not Base64 is as wrong as the wrong length.
        }
        throw new DomainException(
                ErrorKind.UNREADABLE,
                "invalid_parameter",
                "A query parameter is invalid.",
                List.of(new FieldError("cursor", "invalid_cursor", "is not a next_cursor that this service gave")));
    }

    static String cursorAfter(UUID id) {
        var bytes = ByteBuffer.allocate(16).putLong(id.getMostSignificantBits()).putLong(id.getLeastSignificantBits());
        return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes.array());
    }
}
