package dev.perennial.account;

import jakarta.validation.constraints.Pattern;
import jakarta.validation.constraints.Size;

import org.jspecify.annotations.Nullable;

/** A postal address; {@code country} is ISO 3166 alpha-2. */
public record Address(
        @Nullable @Size(max = 200) String line1,
        @Nullable @Size(max = 200) String line2,
        @Nullable @Size(max = 100) String city,
        @Nullable @Size(max = 100) String state,
        @Nullable @Size(max = 20) String postalCode,

        @Nullable @Pattern(regexp = "[A-Z]{2}", message = "must be an ISO 3166 code such as US") String country) {}
