package dev.perennial.cases;

import java.math.BigDecimal;
import java.time.LocalDate;

import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/** One worked figure. */
record Case(String id, String kind, JsonNode inputs, JsonNode expected) {

    boolean has(String input) {
        return inputs.hasNonNull(input);
    }

    String text(String input) {
        return inputs.required(input).asString();
    }

    BigDecimal decimal(String input) {
        return new BigDecimal(text(input));
    }

    long number(String input) {
        return decimal(input).longValueExact();
    }

    LocalDate date(String input) {
        return LocalDate.parse(text(input));
    }

    @Nullable LocalDate dateOrNull(String input) {
        return has(input) ? date(input) : null;
    }

    @Override
    public String toString() {
        return id + " " + kind;
    }
}
