package dev.perennial.billing.web;

import java.time.DateTimeException;
import java.time.Instant;
import java.time.Period;
import java.time.ZoneOffset;

import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.media.Schema;
import io.swagger.v3.oas.annotations.tags.Tag;
import org.jspecify.annotations.Nullable;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RestController;

import dev.perennial.billing.TestClock;
import dev.perennial.shared.error.DomainException;

/** Time travel for test tenants. */
@RestController
@RequestMapping("/v1/test-clock")
@Tag(name = "Platform")
class TestClockController {
    private final TestClock testClock;

    TestClockController(TestClock testClock) {
        this.testClock = testClock;
    }

    @Schema(name = "TestClock")
    record TestClockResponse(Instant now) {}

    @GetMapping
    @Operation(operationId = "getTestClock", summary = "Read the tenant's time")
    TestClockResponse get() {
        return new TestClockResponse(testClock.now());
    }

    record AdvanceRequest(
            @Nullable @Schema(description = "Either this or by")
            Instant to,

            @Nullable @Schema(type = "string", description = "ISO 8601 period", example = "P1M")
            Period by) {

        Instant target(Instant now) {
            if ((to == null) == (by == null)) {
                throw DomainException.invalid("to", "required", "must be given, or by instead; not both");
            }
            if (to != null) {
                return to;
            }
            if (by == null || by.isNegative()) {
                throw DomainException.invalid("by", "out_of_range", "must not be negative");
            }
            try {
                return now.atZone(ZoneOffset.UTC).plus(by).toInstant();
            } catch (DateTimeException | ArithmeticException e) {
                throw DomainException.invalid("by", "out_of_range", "must be at most ten years");
            }
        }
    }

    @PostMapping("/advance")
    @Operation(
            operationId = "advanceTestClock",
            summary = "Move the tenant's time on",
            description = "Everything that falls due on the way happens, in time order, before the answer is given.")
    TestClock.Report advance(@RequestBody AdvanceRequest request) {
        return testClock.advance(request.target(testClock.now()));
    }
}
