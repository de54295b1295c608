package dev.perennial.invoice.document;

import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

import org.jspecify.annotations.Nullable;

import dev.perennial.account.Address;

/** An address as it stands on an envelope. */
final class PostalLines {
    /** Where the postal code follows the town instead of leading it. */
    private static final Set<String> CODE_LAST = Set.of("US", "CA", "AU", "GB", "IE", "IN", "NZ", "SG");

    private PostalLines() {}

    static List<String> of(@Nullable Address address, Locale locale) {
        if (address == null) {
            return List.of();
        }
        return given(address.line1(), address.line2(), town(address), country(address.country(), locale))
                .toList();
    }

    private static String town(Address address) {
        var country = address.country();
        if (country != null && CODE_LAST.contains(country)) {
            var region = joined(" ", address.state(), address.postalCode());
            return joined(", ", address.city(), region);
        }
        return joined(", ", joined(" ", address.postalCode(), address.city()), address.state());
    }

    private static @Nullable String country(@Nullable String code, Locale locale) {
        return code == null ? null : Locale.of("", code).getDisplayCountry(locale);
    }

    private static String joined(String separator, @Nullable String... parts) {
        return given(parts).collect(Collectors.joining(separator));
    }

    private static Stream<String> given(@Nullable String... parts) {
        return Stream.of(parts)
                .filter(Objects::nonNull)
                .map(Objects::requireNonNull)
                .filter(part -> !part.isBlank());
    }
}
