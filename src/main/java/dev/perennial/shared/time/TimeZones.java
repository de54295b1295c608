package dev.perennial.shared.time;

import java.time.ZoneId;
import java.util.Set;

import dev.perennial.shared.error.DomainException;

/** Time zones by the names of the IANA database. */
public final class TimeZones {
    /** Each time one asks for them they are copied. */
    private static final Set<String> NAMES = Set.copyOf(ZoneId.getAvailableZoneIds());

    private TimeZones() {}

    /**
     * The zone of this name. Java would also read {@code +02:00} or {@code GMT+2}, which stand still when the clocks of a place
     * do not, and the second of which other systems read the other way round.
     *
     * @param field the caller's name of the field, for the error
     * @throws DomainException {@code unknown_time_zone} unless {@code name} is in the IANA database, spelt as there
     */
    public static ZoneId require(String field, String name) {
        if (!NAMES.contains(name)) {
            throw DomainException.invalid(
                    field, "unknown_time_zone", "'" + name + "' is not an IANA time zone such as Europe/Berlin");
        }
        return ZoneId.of(name);
    }
}
