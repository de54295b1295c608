package dev.perennial.platform.idempotency;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.List;
import java.util.UUID;
import java.util.regex.Pattern;

import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;

import org.springframework.core.annotation.Order;
import org.springframework.http.HttpMethod;
import org.springframework.http.HttpStatus;
import org.springframework.stereotype.Component;
import org.springframework.web.filter.OncePerRequestFilter;
import org.springframework.web.util.ContentCachingResponseWrapper;

import dev.perennial.platform.tenancy.CurrentTenant;
import dev.perennial.platform.web.BodyStream;
import dev.perennial.platform.web.Problems;
import dev.perennial.platform.web.RequestAttributes;
import dev.perennial.shared.error.FieldError;

/**
 * Makes a POST with an {@code Idempotency-Key} happen once: repeated within 24 hours it gets the stored answer. Server
 * errors are not stored, since the point of repeating is to get past them.
 */
@Component
@Order(-80)
class IdempotencyFilter extends OncePerRequestFilter {
    private static final String HEADER = "Idempotency-Key";
    /** Visible ASCII, bare or quoted as in the IETF draft. */
    private static final Pattern KEY = Pattern.compile("\"?([\\x21\\x23-\\x7e]{1,255})\"?");

    private final IdempotencyKeys keys;
    private final Problems problems;

    IdempotencyFilter(IdempotencyKeys keys, Problems problems) {
        this.keys = keys;
        this.problems = problems;
    }

    @Override
    protected boolean shouldNotFilter(HttpServletRequest request) {
        return !HttpMethod.POST.matches(request.getMethod())
                || request.getHeader(HEADER) == null
                // It cannot be hashed before it is read, nor held; what it carries has keys of its own.
                || BodyStream.of(request) != null
                || CurrentTenant.find().isEmpty();
    }

    @Override
    protected void doFilterInternal(HttpServletRequest request, HttpServletResponse response, FilterChain chain)
            throws ServletException, IOException {
        var match = KEY.matcher(request.getHeader(HEADER));
        if (!match.matches()) {
            problems.write(
                    request,
                    response,
                    HttpStatus.BAD_REQUEST,
                    "invalid_idempotency_key",
                    "Idempotency-Key must be 1 to 255 visible ASCII characters.");
            return;
        }
        var key = match.group(1);
        switch (keys.claim(key, hash(request))) {
            case IdempotencyKeys.Claim.Granted(var resourceId) -> run(key, resourceId, request, response, chain);
            case IdempotencyKeys.Claim.Answered answered -> replay(answered, response);
            case IdempotencyKeys.Claim.Erased() ->
                problems.write(
                        request,
                        response,
                        HttpStatus.GONE,
                        "answer_erased",
                        "The answer to this Idempotency-Key spoke of an account that was erased.");
            case IdempotencyKeys.Claim.InUse() -> {
                response.setHeader("Retry-After", "1");
                problems.write(
                        request,
                        response,
                        HttpStatus.CONFLICT,
                        "idempotency_key_in_use",
                        "A request with this Idempotency-Key is still running.");
            }
            case IdempotencyKeys.Claim.OtherRequest() ->
                problems.write(
                        request,
                        response,
                        HttpStatus.UNPROCESSABLE_CONTENT,
                        "idempotency_key_reused",
                        "This Idempotency-Key was used for another request within the last 24 hours.",
                        List.of(new FieldError(HEADER, "idempotency_key_reused", "was used for another request")));
        }
    }

    private static void replay(IdempotencyKeys.Claim.Answered answered, HttpServletResponse response)
            throws IOException {
        response.setStatus(answered.status());
        response.setHeader("Idempotent-Replayed", "true");
        if (answered.contentType() != null) {
            response.setContentType(answered.contentType());
        }
        response.getOutputStream().write(answered.body());
    }

    private void run(
            String key, UUID resourceId, HttpServletRequest request, HttpServletResponse response, FilterChain chain)
            throws ServletException, IOException {
        var recorded = new ContentCachingResponseWrapper(response);
        boolean answered = false;
        try {
            NewObjectId.callWith(resourceId, () -> {
                chain.doFilter(request, recorded);
                return true;
            });
            if (recorded.getStatus() < HttpStatus.INTERNAL_SERVER_ERROR.value()
                    && request.getAttribute(RequestAttributes.SECRET_ANSWER) == null) {
                var answer = new IdempotencyKeys.Claim.Answered(
                        recorded.getStatus(), recorded.getContentAsByteArray(), recorded.getContentType());
                keys.answer(key, answer, request.getAttribute(RequestAttributes.SEALED_ANSWER) != null);
                answered = true;
            }
        } catch (ServletException | IOException | RuntimeException e) {
            throw e;
        } catch (Exception e) {
            throw new ServletException(e);
        } finally {
            if (!answered) {
                keys.release(key);
            }
        }
        recorded.copyBodyToResponse();
    }

    private static byte[] hash(HttpServletRequest request) throws IOException {
        try {
            var digest = MessageDigest.getInstance("SHA-256");
            digest.update(
                    (request.getMethod() + " " + request.getRequestURI() + "\n").getBytes(StandardCharsets.UTF_8));
            return digest.digest(request.getInputStream().readAllBytes());
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("Every Java platform has SHA-256", e);
        }
    }
}
