package dev.perennial.migration;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

import jakarta.validation.Validator;

import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.MapperFeature;
import tools.jackson.databind.json.JsonMapper;

import dev.perennial.migration.domain.ImportEntity;
import dev.perennial.migration.domain.SourceSystem;
import dev.perennial.migration.row.AccountRow;
import dev.perennial.migration.row.CreditRow;
import dev.perennial.migration.row.ImportedRow;
import dev.perennial.migration.row.InvoiceRow;
import dev.perennial.migration.row.PaymentMethodRow;
import dev.perennial.migration.row.PaymentRow;
import dev.perennial.migration.row.PlanRow;
import dev.perennial.migration.row.SubscriptionRow;
import dev.perennial.migration.row.UsageRow;
import dev.perennial.platform.web.JsonParts;
import dev.perennial.platform.web.Violations;
import dev.perennial.shared.error.DomainException;
import dev.perennial.shared.error.FieldError;

/**
 * Makes rows of what was sent. Nothing is staged but what was read as a row, so that what may never enter the service,
 * such as card numbers, does not enter by this door either.
 */
@Component
class RowReader {
    private static final int EXTERNAL_ID_LENGTH_MAX = 255;
    private final JsonMapper json;
    /** Cells of a CSV are texts, whatever they stand for. */
    private final JsonMapper cells;

    private final JsonMapper fieldsOnly;
    private final Validator validator;

    RowReader(JsonMapper json, Validator validator) {
        this.json = json;
        this.cells =
                json.rebuild().enable(MapperFeature.ALLOW_COERCION_OF_SCALARS).build();
        this.fieldsOnly = json.rebuild()
                .enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS)
                .build();
        this.validator = validator;
    }

    /** An object of whatever fields. */
    private static final class Fields extends LinkedHashMap<String, Object> {
        private static final long serialVersionUID = 1;
    }

    /** How values of a row are written. */
    enum Notation {
        JSON,
        CELLS
    }

    /** The fields of a line. Fails with {@code validation_failed} when it is no JSON object. */
    Map<String, Object> fields(byte[] line) {
        return JsonParts.read(fieldsOnly, line, Fields.class);
    }

    /** What a cell holds that is a list or an object. Fails with {@code validation_failed}. */
    Object nested(String field, String cell) {
        try {
            return fieldsOnly.readValue(cell, Object.class);
        } catch (JacksonException e) {
            throw DomainException.invalid(field, "malformed_json", "must be JSON");
        }
    }

    /** A row ready for staging, good or not. */
    StagedRow stage(long number, SourceSystem source, ImportEntity entity, Map<String, Object> fields, Notation how) {
        var externalId = externalId(fields);
        try {
            var translated = SourceRows.of(source, entity, fields);
            externalId = externalId(translated);
            var row = read(entity, translated, how);
            var errors = errors(row);
            return errors.isEmpty()
                    ? new StagedRow(number, row.externalId(), row, null, List.of())
                    : new StagedRow(number, externalId, null, null, errors);
        } catch (DomainException e) {
            return refused(number, externalId, e);
        } catch (ArithmeticException e) {
            return refused(
                    number,
                    externalId,
                    DomainException.invalid("row", "out_of_range", "holds amounts that are too large"));
        }
    }

    /** What a row that is wrong is called by; unknown fields of other systems call it id. */
    private static @Nullable String externalId(Map<String, Object> fields) {
        var given = fields.containsKey("external_id") ? fields.get("external_id") : fields.get("id");
        return given instanceof String id && id.length() <= EXTERNAL_ID_LENGTH_MAX ? id.replace("\0", "") : null;
    }

    /** A row that could not even be read. */
    static StagedRow refused(long number, @Nullable String externalId, DomainException e) {
        var errors = e.fieldErrors().isEmpty()
                ? List.of(new FieldError("row", e.code(), e.detail()))
                : e.fieldErrors().stream().map(RowReader::outward).toList();
        return new StagedRow(number, externalId, null, null, errors);
    }

    private List<FieldError> errors(ImportedRow row) {
        var errors = new ArrayList<>(Violations.of(validator.validate(row)).stream()
                .map(RowReader::outward)
                .toList());
        if (errors.isEmpty()
                && row instanceof AccountRow account
                && account.account().externalId() == null) {
            errors.add(new FieldError("external_id", "required", "must be given"));
        }
        // The reader refuses NUL in values; names it does not look at, and PostgreSQL cannot hold it.
        if (write(row).contains("\\u0000")) {
            errors.add(new FieldError("row", "invalid_character", "must not contain the character NUL"));
        }
        return errors;
    }

    /** Accounts and plans are read as parts of their rows; those who sent them know nothing of that. */
    private static FieldError outward(FieldError error) {
        return new FieldError(error.field().replaceFirst("^(account|plan)\\.", ""), error.code(), error.message());
    }

    private ImportedRow read(ImportEntity entity, Map<String, Object> fields, Notation how) {
        var mapper = how == Notation.CELLS ? cells : json;
        return JsonParts.read(mapper, json.writeValueAsBytes(shaped(entity, fields)), typeOf(entity));
    }

    private static Map<String, Object> shaped(ImportEntity entity, Map<String, Object> fields) {
        return switch (entity) {
            case ACCOUNTS -> Map.of("account", fields);
            case PLANS -> {
                var plan = new LinkedHashMap<>(fields);
                var shaped = new LinkedHashMap<String, Object>();
                shaped.put("external_id", plan.remove("external_id"));
                shaped.put("plan", plan);
                yield shaped;
            }
            case PAYMENT_METHODS, SUBSCRIPTIONS, INVOICES, PAYMENTS, CREDITS, USAGE -> fields;
        };
    }

    private static Class<? extends ImportedRow> typeOf(ImportEntity entity) {
        return switch (entity) {
            case ACCOUNTS -> AccountRow.class;
            case PAYMENT_METHODS -> PaymentMethodRow.class;
            case PLANS -> PlanRow.class;
            case SUBSCRIPTIONS -> SubscriptionRow.class;
            case INVOICES -> InvoiceRow.class;
            case PAYMENTS -> PaymentRow.class;
            case CREDITS -> CreditRow.class;
            case USAGE -> UsageRow.class;
        };
    }

    /** A row as it is staged. */
    String write(ImportedRow row) {
        return json.writeValueAsString(row);
    }

    /** A staged row. */
    ImportedRow read(ImportEntity entity, String staged) {
        return json.readValue(staged, typeOf(entity));
    }
}
