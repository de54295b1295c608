package dev.perennial.platform.web;

import java.lang.reflect.RecordComponent;
import java.util.Arrays;
import java.util.HashSet;
import java.util.Iterator;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.databind.JavaType;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.swagger.v3.core.converter.AnnotatedType;
import io.swagger.v3.core.converter.ModelConverter;
import io.swagger.v3.core.converter.ModelConverterContext;
import io.swagger.v3.core.jackson.ModelResolver;
import io.swagger.v3.oas.models.media.Schema;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.annotation.JsonDeserialize;

/**
 * Documents what the compiler knows of our records: a component is required unless it is {@code @Nullable}, and what is
 * nullable says so. springdoc does not look at type annotations. It also takes names that begin like those of getters
 * ({@code issuedAt}) for ones that must not be translated, and a second annotation about a schema for the end of the
 * first.
 */
class OpenApiRecordModels extends ModelResolver {

    OpenApiRecordModels(ObjectMapper mapper) {
        super(mapper);
        openapi31(true);
    }

    @Override
    public @Nullable Schema<?> resolve(
            AnnotatedType type, ModelConverterContext context, Iterator<ModelConverter> next) {
        Schema<?> schema = super.resolve(type, context, next);
        JavaType javaType = _mapper.constructType(type.getType());
        if (schema != null && javaType.getRawClass().isRecord()) {
            var reference = schema.get$ref();
            var model = reference == null
                    ? schema
                    : context.getDefinedModels().get(reference.substring(reference.lastIndexOf('/') + 1));
            if (model != null && model.getProperties() != null) {
                describe(model, javaType.getRawClass());
            }
        }
        return schema;
    }

    private static void describe(Schema<?> model, Class<?> type) {
        var components = type.getRecordComponents();
        nameAsInJson(model.getProperties(), components);
        for (var component : components) {
            Schema<?> property = model.getProperties().get(nameOf(component));
            if (property != null) {
                describe(model, component, property);
            }
        }
    }

    /** What is left over is a method that only looks like a field. */
    @SuppressWarnings("rawtypes") // as swagger declares them
    private static void nameAsInJson(Map<String, Schema> properties, RecordComponent[] components) {
        for (var component : components) {
            var untranslated =
                    component.getName().equals(nameOf(component)) ? null : properties.remove(component.getName());
            if (untranslated != null) {
                properties.put(nameOf(component), untranslated);
            }
        }
        properties
                .keySet()
                .retainAll(Arrays.stream(components)
                        .map(OpenApiRecordModels::nameOf)
                        .collect(Collectors.toSet()));
    }

    private static void describe(Schema<?> model, RecordComponent component, Schema<?> property) {
        var name = nameOf(component);
        if (component.isAnnotationPresent(DecimalString.class)) {
            asDecimalString(property);
        }
        var read = component.getAccessor().getAnnotation(JsonDeserialize.class);
        if (read != null
                && read.contentUsing() == DecimalString.Reader.class
                && property.getAdditionalProperties() instanceof Schema<?> each) {
            asDecimalString(each);
        }
        boolean nullable = component.getAnnotatedType().isAnnotationPresent(Nullable.class);
        if (!nullable) {
            if (model.getRequired() == null || !model.getRequired().contains(name)) {
                model.addRequiredItem(name);
            }
        } else if (property.getTypes() != null) {
            property.addType("null");
            if (property.getEnum() != null && !property.getEnum().contains(null)) {
                property.addEnumItemObject(null);
            }
        }
    }

    private static void asDecimalString(Schema<?> property) {
        property.setTypes(new HashSet<>(Set.of("string")));
        property.setPattern(DecimalString.PATTERN);
        property.setMinimum(null);
        property.setMaximum(null);
        if (property.getExample() != null) {
            property.setExample(String.valueOf(property.getExample()));
        }
    }

    private static String nameOf(RecordComponent component) {
        var given = component.getAccessor().getAnnotation(JsonProperty.class);
        return given != null && !given.value().isEmpty() ? given.value() : Violations.snakeCase(component.getName());
    }
}
