package dev.perennial.platform.web;

import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;

import org.jspecify.annotations.Nullable;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.convert.converter.Converter;
import org.springframework.format.FormatterRegistry;
import org.springframework.web.servlet.config.annotation.WebMvcConfigurer;

/**
 * Times in queries: where an instant is asked for a date will do, and the other way round. A date is midnight in UTC,
 * an instant lies on its day in UTC.
 */
@Configuration(proxyBeanMethods = false)
class QueryTimes implements WebMvcConfigurer {
    private static final int DATE_LENGTH = "2026-01-31".length();

    @Override
    public void addFormatters(FormatterRegistry registry) {
        registry.addConverter(String.class, Instant.class, orNothing(QueryTimes::instant));
        registry.addConverter(String.class, LocalDate.class, orNothing(QueryTimes::date));
    }

    private static Instant instant(String text) {
        return isDate(text) ? LocalDate.parse(text).atStartOfDay(ZoneOffset.UTC).toInstant() : Instant.parse(text);
    }

    private static LocalDate date(String text) {
        return isDate(text) ? LocalDate.parse(text) : LocalDate.ofInstant(Instant.parse(text), ZoneOffset.UTC);
    }

    private static boolean isDate(String text) {
        return text.length() == DATE_LENGTH;
    }

    private static <T> Converter<String, @Nullable T> orNothing(Converter<String, T> parse) {
        return text -> text.isBlank() ? null : parse.convert(text.strip());
    }
}
