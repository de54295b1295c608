package dev.perennial.platform.web;

import java.util.Map;

import jakarta.servlet.http.HttpServletRequest;

import org.springframework.core.Ordered;
import org.springframework.core.annotation.Order;
import org.springframework.http.HttpStatusCode;
import org.springframework.http.ProblemDetail;
import org.springframework.web.bind.annotation.ControllerAdvice;
import org.springframework.web.bind.annotation.ExceptionHandler;
import org.springframework.web.context.request.ServletWebRequest;
import org.springframework.web.servlet.ModelAndView;

import dev.perennial.platform.security.PageAreas;

/**
 * What {@link ProblemAdvice} says of a failure, as a page; or, where a form was sent by htmx, as a part that goes
 * beside the form.
 */
@ControllerAdvice(annotations = PageController.class)
@Order(Ordered.HIGHEST_PRECEDENCE)
class PageAdvice {
    private final ProblemAdvice problems;
    private final PageAreas areas;

    PageAdvice(ProblemAdvice problems, PageAreas areas) {
        this.problems = problems;
        this.areas = areas;
    }

    @ExceptionHandler(Exception.class)
    ModelAndView show(Exception e, HttpServletRequest request) {
        return page(problems.explain(e, new ServletWebRequest(request)), areas, request);
    }

    static ModelAndView page(ProblemDetail problem, PageAreas areas, HttpServletRequest request) {
        var properties = problem.getProperties() == null ? Map.<String, Object>of() : problem.getProperties();
        var view = PageReplies.isPart(request) ? "pages/problem :: problem" : "pages/error";
        var page = new ModelAndView(view, HttpStatusCode.valueOf(problem.getStatus()));
        page.addObject("status", problem.getStatus());
        page.addObject("title", problem.getTitle());
        page.addObject("detail", problem.getDetail());
        page.addObject("errors", properties.get("errors"));
        page.addObject("requestId", properties.get("request_id"));
        page.addObject("home", areas.of(request).map(area -> area.path()).orElse("/"));
        return page;
    }
}
