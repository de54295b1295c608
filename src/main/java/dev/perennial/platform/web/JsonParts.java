package dev.perennial.platform.web;

import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.databind.DatabindException;
import tools.jackson.databind.DeserializationContext;
import tools.jackson.databind.ValueDeserializer;
import tools.jackson.databind.json.JsonMapper;

import dev.perennial.shared.error.DomainException;
import dev.perennial.shared.error.ErrorKind;

/** Reads one part of a body by itself, so that a part that is no good does not spoil the rest. */
public final class JsonParts {
    private JsonParts() {}

    /**
     * Reads the value at which the parser stands and leaves the parser at its end, whether it was good or not. Fails
     * with the refusal that the part would have got as a body of its own; broken JSON still spoils everything.
     *
     * @param reader of a JSON object; found once, since looking for it takes as long as reading a small object
     */
    public static <T> T read(JsonParser parser, DeserializationContext context, ValueDeserializer<T> reader) {
        if (!parser.hasToken(JsonToken.START_OBJECT)) {
            parser.skipChildren();
            throw DomainException.invalid("", "invalid_value", "must be an object");
        }
        int depth = parser.streamReadContext().getNestingDepth() - 1;
        try {
            return reader.deserialize(parser, context);
        } catch (DatabindException e) {
            while (parser.streamReadContext().getNestingDepth() > depth) {
                parser.nextToken();
            }
            throw refusal(e);
        }
    }

    /** Reads a line of a {@link BodyStream}. Fails with the refusal that it would have got as a body of its own. */
    public static <T> T read(JsonMapper json, byte[] line, Class<T> type) {
        try {
            return json.readValue(line, type);
        } catch (JacksonException e) {
            throw refusal(e);
        }
    }

    private static DomainException refusal(JacksonException e) {
        var failure = JsonFailures.explain(e);
        return new DomainException(ErrorKind.INVALID, failure.code(), failure.detail(), failure.errors());
    }
}
