package dev.perennial.platform.web;

import java.lang.reflect.Method;
import java.lang.reflect.RecordComponent;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;

import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;

import org.springframework.core.MethodParameter;
import org.springframework.stereotype.Component;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.method.HandlerMethod;
import org.springframework.web.servlet.HandlerInterceptor;
import org.springframework.web.servlet.config.annotation.InterceptorRegistry;
import org.springframework.web.servlet.config.annotation.WebMvcConfigurer;

import dev.perennial.shared.error.DomainException;
import dev.perennial.shared.error.ErrorKind;
import dev.perennial.shared.error.FieldError;

/**
 * Refuses query parameters that an operation does not know, as bodies with unknown fields are refused: a filter that is
 * misspelt would let everything through and say nothing.
 */
@Component
class UnknownParameters implements HandlerInterceptor, WebMvcConfigurer {
    /** Lists that are short enough to come as a whole take them, too: to callers all lists are alike. */
    private static final Set<String> OF_LISTS = Set.of("limit", "cursor");

    private final Map<Method, Set<String>> known = new ConcurrentHashMap<>();

    @Override
    public void addInterceptors(InterceptorRegistry registry) {
        registry.addInterceptor(this).addPathPatterns("/v1/**");
    }

    @Override
    public boolean preHandle(HttpServletRequest request, HttpServletResponse response, Object handler) {
        if (request.getMethod().equals("GET") && handler instanceof HandlerMethod operation) {
            var names = known.computeIfAbsent(operation.getMethod(), method -> namesOf(operation));
            refuse(request.getParameterMap().keySet().stream()
                    .filter(name -> !names.contains(name) && !OF_LISTS.contains(name))
                    .sorted()
                    .toList());
        }
        return true;
    }

    private static Set<String> namesOf(HandlerMethod operation) {
        return Arrays.stream(operation.getMethodParameters())
                .flatMap(UnknownParameters::namesOf)
                .collect(Collectors.toUnmodifiableSet());
    }

    private static Stream<String> namesOf(MethodParameter parameter) {
        var annotation = parameter.getParameterAnnotation(RequestParam.class);
        if (annotation != null) {
            return Stream.of(annotation.name().isEmpty() ? nameOf(parameter) : annotation.name());
        }
        return parameter.getParameterType().isRecord()
                ? Arrays.stream(parameter.getParameterType().getRecordComponents())
                        .map(RecordComponent::getName)
                : Stream.empty();
    }

    private static String nameOf(MethodParameter parameter) {
        return parameter.getParameter().getName();
    }

    private static void refuse(List<String> unknown) {
        if (!unknown.isEmpty()) {
            throw new DomainException(
                    ErrorKind.UNREADABLE,
                    "invalid_parameter",
                    "This operation has no query parameter " + String.join(", ", unknown) + ".",
                    unknown.stream()
                            .map(name -> new FieldError(
                                    name, "unknown_parameter", "is not a query parameter of this operation"))
                            .toList());
        }
    }
}
