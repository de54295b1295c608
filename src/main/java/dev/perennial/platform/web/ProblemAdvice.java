package dev.perennial.platform.web;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

import jakarta.servlet.http.HttpServletRequest;

import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.core.convert.ConversionFailedException;
import org.springframework.dao.DataAccessException;
import org.springframework.dao.DataAccessResourceFailureException;
import org.springframework.dao.DuplicateKeyException;
import org.springframework.dao.PessimisticLockingFailureException;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpStatus;
import org.springframework.http.HttpStatusCode;
import org.springframework.http.MediaType;
import org.springframework.http.ProblemDetail;
import org.springframework.http.ResponseEntity;
import org.springframework.http.converter.HttpMessageNotReadableException;
import org.springframework.orm.ObjectOptimisticLockingFailureException;
import org.springframework.transaction.CannotCreateTransactionException;
import org.springframework.validation.BindException;
import org.springframework.web.bind.MethodArgumentNotValidException;
import org.springframework.web.bind.annotation.ExceptionHandler;
import org.springframework.web.bind.annotation.RestControllerAdvice;
import org.springframework.web.context.request.ServletWebRequest;
import org.springframework.web.context.request.WebRequest;
import org.springframework.web.method.annotation.HandlerMethodValidationException;
import org.springframework.web.method.annotation.MethodArgumentTypeMismatchException;
import org.springframework.web.servlet.mvc.method.annotation.ResponseEntityExceptionHandler;

import dev.perennial.shared.error.DomainException;
import dev.perennial.shared.error.FieldError;

/** The one place where a failure becomes an answer. Callers learn what they can mend; causes stay in the log. */
@RestControllerAdvice
class ProblemAdvice extends ResponseEntityExceptionHandler {
    private static final Logger log = LoggerFactory.getLogger(ProblemAdvice.class);
    private static final String RETRY_SECONDS = "2";

    @ExceptionHandler
    ResponseEntity<Object> handle(DomainException e, HttpServletRequest request) {
        var status = switch (e.kind()) {
            case UNREADABLE -> HttpStatus.BAD_REQUEST;
            case INVALID -> HttpStatus.UNPROCESSABLE_CONTENT;
            case NOT_FOUND -> HttpStatus.NOT_FOUND;
            case CONFLICT -> HttpStatus.CONFLICT;
            case FORBIDDEN -> HttpStatus.FORBIDDEN;
            case UNAVAILABLE -> HttpStatus.SERVICE_UNAVAILABLE;
        };
        return answer(Problems.of(status, e.code(), e.detail(), e.fieldErrors(), request));
    }

    @ExceptionHandler
    ResponseEntity<Object> handle(MergePatch.MalformedPatch e, HttpServletRequest request) {
        return answer(JsonFailures.explain(e.getCause()).toProblem(request));
    }

    /** Two requests changed the same object at once, and this one lost. */
    @ExceptionHandler({
        ObjectOptimisticLockingFailureException.class,
        PessimisticLockingFailureException.class,
        DuplicateKeyException.class
    })
    ResponseEntity<Object> handleLostRace(Exception e, HttpServletRequest request) {
        log.info("A request lost a race: {}", e.getMessage());
        return answer(Problems.of(
                HttpStatus.CONFLICT,
                "concurrent_update",
                "Another request changed the same object at the same moment. Read it again and retry.",
                request));
    }

    /** Amounts are exact or not at all: what no long can hold is refused rather than cut. */
    @ExceptionHandler
    ResponseEntity<Object> handleOverflow(ArithmeticException e, HttpServletRequest request) {
        log.info("An amount is too large: {}", e.getMessage());
        return answer(Problems.of(
                HttpStatus.UNPROCESSABLE_CONTENT,
                "amount_too_large",
                "Price and quantity come to more than can be billed.",
                request));
    }

    @ExceptionHandler({CannotCreateTransactionException.class, DataAccessResourceFailureException.class})
    ResponseEntity<Object> handleNoDatabase(Exception e, HttpServletRequest request) {
        log.error("The database does not answer", e);
        return answer(Problems.of(
                HttpStatus.SERVICE_UNAVAILABLE,
                "temporarily_unavailable",
                "The service cannot reach its database. Nothing was changed; retry shortly.",
                request));
    }

    @ExceptionHandler
    ResponseEntity<Object> handleQueryParameter(MethodArgumentTypeMismatchException e, HttpServletRequest request) {
        var name = e.getName();
        if (request.getParameter(e.getName()) == null && request.getParameter(Violations.snakeCase(name)) == null) {
            // A path variable that is no id names no object.
            return answer(Problems.of(HttpStatus.NOT_FOUND, "not_found", "There is nothing at this path.", request));
        }
        var error = new FieldError(
                Violations.snakeCase(name), "invalid_value", "'" + e.getValue() + "' is not a valid value.");
        return answer(Problems.of(
                HttpStatus.BAD_REQUEST, "invalid_parameter", "A query parameter is invalid.", List.of(error), request));
    }

    @ExceptionHandler
    ResponseEntity<Object> handleUnexpected(Exception e, HttpServletRequest request) {
        log.error("Unexpected failure", e);
        return answer(Problems.of(
                HttpStatus.INTERNAL_SERVER_ERROR,
                "internal_error",
                "Something went wrong on our side. Quote the request id when you report it.",
                request));
    }

    @ExceptionHandler
    ResponseEntity<Object> handleData(DataAccessException e, HttpServletRequest request) {
        return handleUnexpected(e, request);
    }

    @Override
    protected @Nullable ResponseEntity<Object> handleMethodArgumentNotValid(
            MethodArgumentNotValidException e, HttpHeaders headers, HttpStatusCode status, WebRequest request) {
        return answer(invalid(e, servlet(request)));
    }

    private static ProblemDetail invalid(BindException e, HttpServletRequest request) {
        var errors = new ArrayList<FieldError>();
        for (var error : e.getFieldErrors()) {
            var message = error.contains(ConversionFailedException.class) || error.isBindingFailure()
                    ? "is not a valid value"
                    : String.valueOf(error.getDefaultMessage());
            errors.add(new FieldError(
                    Violations.snakeCase(error.getField()), Violations.ruleCode(error.getCode()), message));
        }
        for (var error : e.getGlobalErrors()) {
            errors.add(new FieldError(
                    "", Violations.ruleCode(error.getCode()), String.valueOf(error.getDefaultMessage())));
        }
        boolean query = request.getMethod().equals("GET");
        return Problems.of(
                query ? HttpStatus.BAD_REQUEST : HttpStatus.UNPROCESSABLE_CONTENT,
                query ? "invalid_parameter" : "validation_failed",
                summary(errors),
                errors,
                request);
    }

    @Override
    protected @Nullable ResponseEntity<Object> handleHandlerMethodValidationException(
            HandlerMethodValidationException e, HttpHeaders headers, HttpStatusCode status, WebRequest request) {
        var errors = new ArrayList<FieldError>();
        for (var result : e.getParameterValidationResults()) {
            var name = Violations.snakeCase(
                    String.valueOf(result.getMethodParameter().getParameterName()));
            result.getResolvableErrors()
                    .forEach(error -> errors.add(
                            new FieldError(name, "invalid_value", String.valueOf(error.getDefaultMessage()))));
        }
        return answer(
                Problems.of(HttpStatus.BAD_REQUEST, "invalid_parameter", summary(errors), errors, servlet(request)));
    }

    @Override
    protected @Nullable ResponseEntity<Object> handleHttpMessageNotReadable(
            HttpMessageNotReadableException e, HttpHeaders headers, HttpStatusCode status, WebRequest request) {
        var servletRequest = servlet(request);
        return answer(JsonFailures.explain(e.getCause()).toProblem(servletRequest));
    }

    /** Everything that Spring itself turns away: unknown path, wrong method, wrong media type, missing parameter. */
    @Override
    protected @Nullable ResponseEntity<Object> handleExceptionInternal(
            Exception e, @Nullable Object body, HttpHeaders headers, HttpStatusCode statusCode, WebRequest request) {
        var status = HttpStatus.valueOf(statusCode.value());
        var detail = body instanceof ProblemDetail given && given.getDetail() != null
                ? given.getDetail()
                : status.getReasonPhrase() + ".";
        if (status == HttpStatus.NOT_FOUND) {
            detail = "There is nothing at this path.";
        }
        var code = status.name().toLowerCase(Locale.ROOT);
        return ResponseEntity.status(status)
                .headers(headers)
                .contentType(MediaType.APPLICATION_PROBLEM_JSON)
                .body(Problems.of(status, code, detail, servlet(request)));
    }

    /** What is told of a failure, for those who show it in another form. */
    ProblemDetail explain(Exception e, WebRequest request) {
        var servletRequest = servlet(request);
        var told = switch (e) {
            case DomainException refusal -> handle(refusal, servletRequest);
            case ObjectOptimisticLockingFailureException lost -> handleLostRace(lost, servletRequest);
            case PessimisticLockingFailureException lost -> handleLostRace(lost, servletRequest);
            case DuplicateKeyException lost -> handleLostRace(lost, servletRequest);
            case ArithmeticException overflow -> handleOverflow(overflow, servletRequest);
            case CannotCreateTransactionException none -> handleNoDatabase(none, servletRequest);
            case DataAccessResourceFailureException none -> handleNoDatabase(none, servletRequest);
            case MethodArgumentTypeMismatchException mismatch -> handleQueryParameter(mismatch, servletRequest);
            default -> explainAsSpring(e, request);
        };
        return told != null && told.getBody() instanceof ProblemDetail problem
                ? problem
                : Problems.of(
                        HttpStatus.INTERNAL_SERVER_ERROR,
                        "internal_error",
                        "Something went wrong on our side.",
                        servletRequest);
    }

    private @Nullable ResponseEntity<Object> explainAsSpring(Exception e, WebRequest request) {
        try {
            return handleException(e, request);
        } catch (Exception unknown) {
            return handleUnexpected(unknown, servlet(request));
        }
    }

    private static ResponseEntity<Object> answer(ProblemDetail problem) {
        var answer = ResponseEntity.status(problem.getStatus()).contentType(MediaType.APPLICATION_PROBLEM_JSON);
        if (problem.getStatus() == HttpStatus.SERVICE_UNAVAILABLE.value()) {
            answer.header(HttpHeaders.RETRY_AFTER, RETRY_SECONDS);
        }
        return answer.body(problem);
    }

    static String summary(List<FieldError> errors) {
        return errors.size() == 1
                ? errors.getFirst().field() + ": " + errors.getFirst().message()
                : errors.size() + " fields break a rule; see errors.";
    }

    private static HttpServletRequest servlet(WebRequest request) {
        return ((ServletWebRequest) request).getRequest();
    }
}
