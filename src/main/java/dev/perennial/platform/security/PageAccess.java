package dev.perennial.platform.security;

import java.util.List;

import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;

import org.springframework.stereotype.Component;
import org.springframework.web.method.HandlerMethod;
import org.springframework.web.servlet.HandlerInterceptor;
import org.springframework.web.servlet.config.annotation.InterceptorRegistry;
import org.springframework.web.servlet.config.annotation.WebMvcConfigurer;

import dev.perennial.platform.web.PageController;
import dev.perennial.shared.error.DomainException;
import dev.perennial.shared.error.ErrorKind;

/** Asks for the scope that a page says it needs. A page that says nothing is closed: somebody forgot. */
@Component
class PageAccess implements HandlerInterceptor, WebMvcConfigurer {

    @Override
    public void addInterceptors(InterceptorRegistry registry) {
        registry.addInterceptor(this);
    }

    @Override
    public boolean preHandle(HttpServletRequest request, HttpServletResponse response, Object handler) {
        if (handler instanceof HandlerMethod page
                && page.getBeanType().isAnnotationPresent(PageController.class)
                && !isOpen(page)) {
            require(page);
        }
        return true;
    }

    private static boolean isOpen(HandlerMethod page) {
        return page.hasMethodAnnotation(OpenToVisitors.class)
                || page.getBeanType().isAnnotationPresent(OpenToVisitors.class);
    }

    private static void require(HandlerMethod page) {
        var needed = page.getMethodAnnotation(RequiresScope.class);
        if (needed == null) {
            throw new IllegalStateException(page + " says neither which scope it needs nor that it needs none");
        }
        if (!CurrentVisitor.get().can(needed.value())) {
            throw new DomainException(
                    ErrorKind.FORBIDDEN,
                    "insufficient_scope",
                    "This needs the scope " + needed.value() + ".",
                    List.of());
        }
    }
}
