package dev.perennial.platform.web;

import java.io.IOException;
import java.net.URI;
import java.util.List;

import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;

import org.springframework.http.HttpStatus;
import org.springframework.http.MediaType;
import org.springframework.http.ProblemDetail;
import org.springframework.stereotype.Component;
import tools.jackson.databind.json.JsonMapper;

import dev.perennial.shared.error.FieldError;

/** Makes every error of the service look the same: RFC 9457 problem+json with a stable code and the request id. */
@Component
public class Problems {
    private final JsonMapper json;

    Problems(JsonMapper json) {
        this.json = json;
    }

    /** A problem without field errors. {@code detail} is shown to the caller. */
    public static ProblemDetail of(HttpStatus status, String code, String detail, HttpServletRequest request) {
        return of(status, code, detail, List.of(), request);
    }

    public static ProblemDetail of(
            HttpStatus status, String code, String detail, List<FieldError> errors, HttpServletRequest request) {
        var problem = ProblemDetail.forStatusAndDetail(status, detail);
        problem.setType(URI.create("https://perennial.dev/problems/" + code));
        problem.setTitle(status.getReasonPhrase());
        problem.setInstance(URI.create(request.getRequestURI()));
        problem.setProperty("code", code);
        problem.setProperty("request_id", RequestIds.of(request));
        if (!errors.isEmpty() || status == HttpStatus.UNPROCESSABLE_CONTENT) {
            problem.setProperty("errors", errors);
        }
        return problem;
    }

    /** Writes a problem from a place where no controller is involved, such as a filter. */
    public void write(
            HttpServletRequest request, HttpServletResponse response, HttpStatus status, String code, String detail)
            throws IOException {
        write(request, response, status, code, detail, List.of());
    }

    /** As above, with the fields at fault. */
    public void write(
            HttpServletRequest request,
            HttpServletResponse response,
            HttpStatus status,
            String code,
            String detail,
            List<FieldError> errors)
            throws IOException {
        response.setStatus(status.value());
        response.setContentType(MediaType.APPLICATION_PROBLEM_JSON_VALUE);
        response.getOutputStream().write(json.writeValueAsBytes(of(status, code, detail, errors, request)));
    }
}
