package dev.perennial.platform.web;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import java.util.Map;

import jakarta.validation.Constraint;
import jakarta.validation.ConstraintValidator;
import jakarta.validation.ConstraintValidatorContext;
import jakarta.validation.Payload;

import org.jspecify.annotations.Nullable;

/** The caller's own notes on an object: up to 50 pairs, keys of 1 to 40 characters, values of up to 500. */
@Constraint(validatedBy = Metadata.Rule.class)
@Retention(RetentionPolicy.RUNTIME)
@Target({ElementType.FIELD, ElementType.PARAMETER, ElementType.RECORD_COMPONENT, ElementType.METHOD})
public @interface Metadata {
    String message() default "must be at most 50 pairs of a key of 1 to 40 characters and a value of up to 500";

    Class<?>[] groups() default {};

    Class<? extends Payload>[] payload() default {};

    /** Checks the limits. */
    final class Rule implements ConstraintValidator<Metadata, Map<String, String>> {
        @Override
        public boolean isValid(@Nullable Map<String, String> metadata, ConstraintValidatorContext context) {
            return metadata == null
                    || (metadata.size() <= 50
                            && metadata.entrySet().stream()
                                    .allMatch(pair -> !pair.getKey().isEmpty()
                                            && pair.getKey().length() <= 40
                                            && pair.getValue() != null
                                            && pair.getValue().length() <= 500));
        }
    }
}
