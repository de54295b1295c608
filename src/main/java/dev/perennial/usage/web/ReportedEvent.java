package dev.perennial.usage.web;

import io.swagger.v3.oas.annotations.media.Schema;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JsonParser;
import tools.jackson.databind.DeserializationContext;
import tools.jackson.databind.annotation.JsonDeserialize;
import tools.jackson.databind.deser.std.StdDeserializer;

import dev.perennial.platform.web.JsonParts;
import dev.perennial.shared.error.DomainException;
import dev.perennial.usage.UsageReport;

/**
 * One event of a batch, or why it cannot be read.
 *
 * @param report null if it cannot be read
 * @param failure null if it can
 */
@JsonDeserialize(using = ReportedEvent.Reader.class)
@Schema(implementation = UsageReport.class)
record ReportedEvent(@Nullable UsageReport report, @Nullable DomainException failure) {

    /** Reads each event by itself, so that a malformed one leaves the others alone. */
    static final class Reader extends StdDeserializer<ReportedEvent> {
        Reader() {
            super(ReportedEvent.class);
        }

        @Override
        public ReportedEvent deserialize(JsonParser parser, DeserializationContext context) {
            try {
                return new ReportedEvent(JsonParts.read(parser, context, UsageReport.class), null);
            } catch (DomainException e) {
                return new ReportedEvent(null, e);
            }
        }

        @Override
        public ReportedEvent getNullValue(DeserializationContext context) {
            return new ReportedEvent(null, DomainException.invalid("", "invalid_value", "must be an object"));
        }
    }
}
