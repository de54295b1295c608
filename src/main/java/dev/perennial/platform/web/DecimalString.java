package dev.perennial.platform.web;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import java.math.BigDecimal;
import java.util.regex.Pattern;

import com.fasterxml.jackson.annotation.JacksonAnnotationsInside;
import io.swagger.v3.oas.annotations.media.Schema;
import tools.jackson.core.JsonGenerator;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.databind.DeserializationContext;
import tools.jackson.databind.SerializationContext;
import tools.jackson.databind.annotation.JsonDeserialize;
import tools.jackson.databind.annotation.JsonSerialize;
import tools.jackson.databind.deser.std.StdScalarDeserializer;
import tools.jackson.databind.ser.std.StdScalarSerializer;

/** A {@link BigDecimal} that travels as a plain decimal string, since JSON numbers lose digits in many clients. Numbers are accepted too. */
@JacksonAnnotationsInside
@JsonSerialize(using = DecimalString.Writer.class)
@JsonDeserialize(using = DecimalString.Reader.class)
@Schema(type = "string", pattern = DecimalString.PATTERN, example = "0.05")
@Retention(RetentionPolicy.RUNTIME)
@Target({ElementType.FIELD, ElementType.METHOD, ElementType.PARAMETER, ElementType.RECORD_COMPONENT})
public @interface DecimalString {
    /** For the API's document; no exponents. */
    String PATTERN = "^-?[0-9]+(\\.[0-9]+)?$";

    /** Plain notation without trailing zeros. */
    final class Writer extends StdScalarSerializer<BigDecimal> {
        Writer() {
            super(BigDecimal.class);
        }

        @Override
        public void serialize(BigDecimal value, JsonGenerator generator, SerializationContext context) {
            generator.writeString(plain(value));
        }

        static String plain(BigDecimal value) {
            return value.signum() == 0 ? "0" : value.stripTrailingZeros().toPlainString();
        }
    }

    /** No exponents: {@code 1e999999} would be a very long number. */
    final class Reader extends StdScalarDeserializer<BigDecimal> {
        private static final int LENGTH_MAX = 40;
        private static final Pattern PLAIN = Pattern.compile("-?[0-9]+(\\.[0-9]+)?");

        Reader() {
            super(BigDecimal.class);
        }

        @Override
        public BigDecimal deserialize(JsonParser parser, DeserializationContext context) {
            if (!parser.hasToken(JsonToken.VALUE_STRING)
                    && !parser.currentToken().isNumeric()) {
                return (BigDecimal) context.handleUnexpectedToken(BigDecimal.class, parser);
            }
            var text = parser.getString().strip();
            if (text.length() > LENGTH_MAX || !PLAIN.matcher(text).matches()) {
                return (BigDecimal) context.handleWeirdStringValue(BigDecimal.class, text, "not a plain decimal");
            }
            return new BigDecimal(text);
        }
    }
}
