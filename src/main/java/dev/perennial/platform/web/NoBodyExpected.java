package dev.perennial.platform.web;

import java.io.IOException;
import java.util.Arrays;

import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;

import org.springframework.core.MethodParameter;
import org.springframework.http.HttpMethod;
import org.springframework.http.converter.HttpMessageNotReadableException;
import org.springframework.http.server.ServletServerHttpRequest;
import org.springframework.stereotype.Component;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.method.HandlerMethod;
import org.springframework.web.servlet.HandlerInterceptor;
import org.springframework.web.servlet.config.annotation.InterceptorRegistry;
import org.springframework.web.servlet.config.annotation.WebMvcConfigurer;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.json.JsonMapper;

import dev.perennial.platform.security.OperationScope;

/** An operation without a body takes no fields: whoever sends some believes that they do something, and is told. */
@Component
class NoBodyExpected implements HandlerInterceptor, WebMvcConfigurer {
    private final JsonMapper json;

    NoBodyExpected(JsonMapper json) {
        this.json = json;
    }

    @Override
    public void addInterceptors(InterceptorRegistry registry) {
        registry.addInterceptor(this);
    }

    /** What such an operation may be sent: nothing, or an object without fields. */
    private record Nothing() {}

    @Override
    public boolean preHandle(HttpServletRequest request, HttpServletResponse response, Object handler)
            throws IOException {
        if (handler instanceof HandlerMethod operation && takesNoFields(request, operation)) {
            var body = request.getInputStream().readAllBytes();
            if (body.length > 0) {
                check(request, body);
            }
        }
        return true;
    }

    private void check(HttpServletRequest request, byte[] body) {
        try {
            json.readValue(body, Nothing.class);
        } catch (JacksonException e) {
            throw new HttpMessageNotReadableException(
                    "This operation takes no fields", e, new ServletServerHttpRequest(request));
        }
    }

    private static boolean takesNoFields(HttpServletRequest request, HandlerMethod operation) {
        return !HttpMethod.GET.matches(request.getMethod())
                && OperationScope.of(request.getMethod(), request.getServletPath())
                        .isPresent()
                && Arrays.stream(operation.getMethodParameters()).noneMatch(NoBodyExpected::isBody);
    }

    private static boolean isBody(MethodParameter parameter) {
        return parameter.hasParameterAnnotation(RequestBody.class);
    }
}
