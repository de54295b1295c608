package dev.perennial.platform.web;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Locale;

import jakarta.servlet.RequestDispatcher;
import jakarta.servlet.http.HttpServletRequest;

import io.swagger.v3.oas.annotations.Hidden;
import org.apache.catalina.connector.Request;
import org.apache.catalina.connector.Response;
import org.apache.catalina.valves.ErrorReportValve;
import org.springframework.boot.tomcat.servlet.TomcatServletWebServerFactory;
import org.springframework.boot.web.server.WebServerFactoryCustomizer;
import org.springframework.boot.webmvc.error.ErrorController;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.http.HttpStatus;
import org.springframework.http.MediaType;
import org.springframework.http.ResponseEntity;
import org.springframework.stereotype.Controller;
import org.springframework.web.bind.annotation.RequestMapping;

import dev.perennial.platform.security.PageAreas;

/** Problems for what fails outside any controller: in a filter, or in Tomcat before a request is understood. */
@Controller
@Hidden
class ErrorPage implements ErrorController {

    private final PageAreas areas;

    ErrorPage(PageAreas areas) {
        this.areas = areas;
    }

    /** A page for who visits pages, else a problem. */
    @RequestMapping("/error")
    Object error(HttpServletRequest request) {
        var code = request.getAttribute(RequestDispatcher.ERROR_STATUS_CODE);
        var status = code instanceof Integer number ? HttpStatus.valueOf(number) : HttpStatus.NOT_FOUND;
        var problem =
                Problems.of(status, status.name().toLowerCase(Locale.ROOT), status.getReasonPhrase() + ".", request);
        return areas.of(request).isPresent()
                ? PageAdvice.page(problem, areas, request)
                : ResponseEntity.status(status)
                        .contentType(MediaType.APPLICATION_PROBLEM_JSON)
                        .body(problem);
    }

    /** Replaces Tomcat's HTML page for requests that never reach the application, such as a malformed URL. */
    public static final class ProblemReport extends ErrorReportValve {
        @Override
        protected void report(Request request, Response response, Throwable throwable) {
            if (response.getStatus() < 400 || response.getContentWritten() > 0 || !response.setErrorReported()) {
                return;
            }
            var status = HttpStatus.valueOf(response.getStatus());
            ResponseHeadersFilter.set(response);
            response.setContentType(MediaType.APPLICATION_PROBLEM_JSON_VALUE);
            response.setCharacterEncoding(StandardCharsets.UTF_8);
            try {
                response.getReporter().write("""
                        {"type":"about:blank","title":"%s","status":%d,"detail":"The request could not be understood.","code":"%s"}""".formatted(
                        status.getReasonPhrase(), status.value(), status.name().toLowerCase(Locale.ROOT)));
                response.finishResponse();
            } catch (IOException e) {
                container.getLogger().debug("The client went away before its error could be sent", e);
            }
        }
    }

    @Configuration(proxyBeanMethods = false)
    static class TomcatErrors {
        @Bean
        WebServerFactoryCustomizer<TomcatServletWebServerFactory> problemReports() {
            return factory -> factory.addContextCustomizers(context -> {
                if (context.getParent() instanceof org.apache.catalina.core.StandardHost host) {
                    host.setErrorReportValveClass(ProblemReport.class.getName());
                }
            });
        }
    }
}
