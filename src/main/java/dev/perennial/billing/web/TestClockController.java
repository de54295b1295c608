package dev.perennial.billing.web;

import java.time.Instant;

import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.media.Schema;
import io.swagger.v3.oas.annotations.tags.Tag;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RestController;

import dev.perennial.billing.ClockAdvance;
import dev.perennial.billing.TestClock;

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

    @PostMapping("/advance")
    @Operation(
            operationId = "advanceTestClock",
            summary = "Move the tenant's time on",
            description = "Everything that falls due on the way happens, in time order, before the answer is given.")
    TestClock.Report advance(@RequestBody ClockAdvance request) {
        return testClock.advance(request.from(testClock.now()));
    }
}
