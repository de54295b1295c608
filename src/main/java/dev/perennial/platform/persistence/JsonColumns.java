package dev.perennial.platform.persistence;

import java.lang.reflect.Type;
import java.util.Map;

import org.hibernate.cfg.AvailableSettings;
import org.hibernate.type.format.AbstractJsonFormatMapper;
import org.springframework.boot.hibernate.autoconfigure.HibernatePropertiesCustomizer;
import org.springframework.stereotype.Component;
import tools.jackson.databind.json.JsonMapper;

/**
 * JSON columns are written by the same mapper as the API. Hibernate 7.2 knows only Jackson 2, which writes dates as
 * number lists.
 */
@Component
class JsonColumns extends AbstractJsonFormatMapper implements HibernatePropertiesCustomizer {
    private final JsonMapper json;

    JsonColumns(JsonMapper json) {
        this.json = json;
    }

    @Override
    protected <T> T fromString(CharSequence text, Type type) {
        return json.readValue(text.toString(), json.constructType(type));
    }

    @Override
    protected <T> String toString(T value, Type type) {
        return json.writerFor(json.constructType(type)).writeValueAsString(value);
    }

    @Override
    public void customize(Map<String, Object> hibernateProperties) {
        hibernateProperties.put(AvailableSettings.JSON_FORMAT_MAPPER, this);
    }
}
