package dev.perennial.platform.web;

import java.math.BigDecimal;
import java.time.Instant;
import java.time.LocalDate;
import java.util.List;
import java.util.Map;
import java.util.UUID;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.json.JsonMapper;

import dev.perennial.shared.error.FieldError;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

class JsonFailuresTests {
    private static final JsonMapper JSON = StrictJson.mapper();

    enum Colour {
        RED,
        GREEN
    }

    record Item(String code, Integer count) {}

    record Order(int quantity) {}

    record Body(
            String name,
            Integer quantity,
            Long total,
            Boolean sold,
            Colour colour,
            @DecimalString BigDecimal unitAmount,
            Instant soldAt,
            LocalDate soldOn,
            java.time.Period term,
            UUID ownerId,
            Item best,
            List<Item> items,
            Map<String, String> metadata) {}

    @ParameterizedTest(name = "{0}")
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
            {"name":1}                     | name           | must be a string
            {"name":true}                  | name           | must be a string
            {"name":[]}                    | name           | must be a string
            {"quantity":"3"}               | quantity       | must be a whole number in range
            {"quantity":1.5}               | quantity       | must be a whole number in range
            {"total":99999999999999999999} | total          | must be a whole number in range
            {"sold":"yes"}                 | sold           | must be true or false
            {"colour":"BLUE"}              | colour         | must be one of RED, GREEN
            {"colour":0}                   | colour         | must be one of RED, GREEN
            {"unit_amount":"1e5"}          | unit_amount    | must be a decimal number, as a string such as "0.05"
            {"unit_amount":{}}             | unit_amount    | must be a decimal number, as a string such as "0.05"
            {"sold_at":"yesterday"}        | sold_at        | must be an RFC 3339 instant such as 2026-01-31T00:00:00Z
            {"sold_on":"2026-02-30"}       | sold_on        | must be a date such as 2026-01-31
            {"term":"1 month"}             | term           | must be an ISO 8601 period such as P1M
            {"owner_id":"7"}               | owner_id       | must be an id
            {"best":7}                     | best           | must be an object
            {"items":{}}                   | items          | must be a list
            {"items":[{"count":"x"}]}      | items[0].count | must be a whole number in range
            {"metadata":{"a":1}}           | metadata.a     | must be a string
            {"metadata":[]}                | metadata       | must be an object of strings
            """)
    void namesTheFieldAndWhatItShouldBe(String json, String field, String message) {
        var explanation = explain(json);

        assertThat(explanation.status().value()).isEqualTo(422);
        assertThat(explanation.code()).isEqualTo("validation_failed");
        assertThat(explanation.errors()).containsExactly(new FieldError(field, "invalid_value", message));
        assertThat(explanation.detail()).isEqualTo(field + " " + message + ".");
    }

    @Test
    void aNumberThatMustBeThereIsNamed() {
        var explanation = JsonFailures.explain(
                catchThrowableOfType(JacksonException.class, () -> JSON.readValue("{\"quantity\":null}", Order.class)));

        assertThat(explanation.errors())
                .containsExactly(new FieldError("quantity", "invalid_value", "must be a whole number in range"));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
            {"nmae":"x"}             | nmae
            {"items":[{},{"no":1}]}  | items[1].no
            {"unitAmount":"1"}       | unitAmount
            """)
    void saysWhichFieldItDoesNotKnow(String json, String field) {
        var explanation = explain(json);

        assertThat(explanation.status().value()).isEqualTo(400);
        assertThat(explanation.code()).isEqualTo("unknown_field");
        assertThat(explanation.errors())
                .containsExactly(new FieldError(field, "unknown_field", "is not a field of this request"));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
            {"name":"4242 4242 4242 4242"}       | name        | card_number_refused
            {"metadata":{"pan":"4242424242424242"}} | metadata.pan | card_number_refused
            {"name":"a\\u0000b"}                 | name        | invalid_character
            """)
    void refusesTextThatMayNotBeStoredWithoutRepeatingIt(String json, String field, String code) {
        var explanation = explain(json);

        assertThat(explanation.status().value()).isEqualTo(422);
        assertThat(explanation.errors()).singleElement().satisfies(error -> {
            assertThat(error.field()).isEqualTo(field);
            assertThat(error.code()).isEqualTo(code);
        });
        assertThat(explanation.detail()).doesNotContain("4242");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
            {"name":"x"              | error at line 1
            {"name":}                | error at line 1, column 9
            {'name':"x"}             | error at line 1, column 2
            {"name":"x","name":"y"}  | error at line 1
            {"quantity":01}          | error at line 1
            """)
    void pointsAtTheMistakeInWhatIsNotJson(String json, String place) {
        var explanation = explain(json);

        assertThat(explanation.status().value()).isEqualTo(400);
        assertThat(explanation.code()).isEqualTo("malformed_json");
        assertThat(explanation.detail()).contains(place);
        assertThat(explanation.errors()).isEmpty();
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
            []
            7
            "text"
            {} {}
            """)
    void wantsOneObject(String json) {
        var explanation = explain(json);

        assertThat(explanation.status().value()).isEqualTo(400);
        assertThat(explanation.code()).isEqualTo("malformed_json");
    }

    @Test
    void hasAnAnswerForNoCauseAtAll() {
        assertThat(JsonFailures.explain(null).detail()).isEqualTo("The body must be a JSON object.");
        assertThat(JsonFailures.explain(new IllegalStateException()).code()).isEqualTo("malformed_json");
    }

    private static JsonFailures.Explanation explain(String json) {
        return JsonFailures.explain(
                catchThrowableOfType(JacksonException.class, () -> JSON.readValue(json, Body.class)));
    }
}
