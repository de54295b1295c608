package dev.perennial.platform.web;

import java.lang.reflect.RecordComponent;
import java.util.Iterator;

import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.databind.JavaType;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.swagger.v3.core.converter.AnnotatedType;
import io.swagger.v3.core.converter.ModelConverter;
import io.swagger.v3.core.converter.ModelConverterContext;
import io.swagger.v3.core.jackson.ModelResolver;
import io.swagger.v3.oas.models.media.Schema;
import org.jspecify.annotations.Nullable;

/**
 * Documents what the compiler knows of our records: a component is required unless it is {@code @Nullable}, and what is
 * nullable says so. springdoc does not look at type annotations.
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
                for (var component : javaType.getRawClass().getRecordComponents()) {
                    describe(model, component);
                }
            }
        }
        return schema;
    }

    private static void describe(Schema<?> model, RecordComponent component) {
        var name = nameOf(component);
        Schema<?> property = model.getProperties().get(name);
        if (property == null) {
            return;
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

    private static String nameOf(RecordComponent component) {
        var given = component.getAnnotation(JsonProperty.class);
        return given != null && !given.value().isEmpty() ? given.value() : Violations.snakeCase(component.getName());
    }
}
