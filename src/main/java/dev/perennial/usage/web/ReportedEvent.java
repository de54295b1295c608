package dev.perennial.usage.web;

import java.util.Objects;

import io.swagger.v3.oas.annotations.media.Schema;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JsonParser;
import tools.jackson.databind.BeanProperty;
import tools.jackson.databind.DeserializationContext;
import tools.jackson.databind.ValueDeserializer;
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
        private final @Nullable ValueDeserializer<UsageReport> reports;

        Reader() {
            this(null);
        }

        /** @param reports null as long as it is not known where this one is used */
        private Reader(@Nullable ValueDeserializer<UsageReport> reports) {
            super(ReportedEvent.class);
            this.reports = reports;
        }

        @Override
        @SuppressWarnings("unchecked")
        public ValueDeserializer<?> createContextual(DeserializationContext context, @Nullable BeanProperty property) {
            var type = context.constructType(UsageReport.class);
            return new Reader(
                    (ValueDeserializer<UsageReport>) (ValueDeserializer<?>) context.findRootValueDeserializer(type));
        }

        @Override
        public ReportedEvent deserialize(JsonParser parser, DeserializationContext context) {
            try {
                return new ReportedEvent(JsonParts.read(parser, context, Objects.requireNonNull(reports)), null);
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
