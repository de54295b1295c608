package dev.perennial.console.web;

import java.time.Duration;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.Period;
import java.time.ZoneOffset;

import org.jspecify.annotations.Nullable;
import org.springframework.ui.Model;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.ModelAttribute;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestParam;

import dev.perennial.billing.ClockAdvance;
import dev.perennial.billing.ClockStep;
import dev.perennial.billing.TestClock;
import dev.perennial.console.Journey;
import dev.perennial.platform.security.RequiresScope;
import dev.perennial.platform.web.PageController;

/** Time travel for test tenants. */
@PageController
@RequestMapping("/console/test-clock")
class TestClockPages {
    private final TestClock clock;

    TestClockPages(TestClock clock) {
        this.clock = clock;
    }

    /**
     * Where the clock is to be put.
     *
     * @param until in UTC
     */
    record AdvanceForm(
            @Nullable LocalDateTime until, @Nullable Period by) {

        ClockAdvance toCommand() {
            return new ClockAdvance(
                    until == null ? null : until.toInstant(ZoneOffset.UTC),
                    until == null && by != null ? new ClockStep(by, Duration.ZERO) : null);
        }
    }

    @GetMapping
    @RequiresScope("test-clock:read")
    String show(Model model) {
        model.addAttribute("now", clock.now());
        return "console/test-clock";
    }

    /** Without JavaScript: the answer comes when everything has happened. */
    @PostMapping("/advance")
    @RequiresScope("test-clock:write")
    String advance(@ModelAttribute AdvanceForm form, Model model) {
        model.addAttribute("report", clock.advance(form.toCommand().from(clock.now())));
        return "console/test-clock";
    }

    /** A part of the page that sets out for there, and shows meanwhile how far it got. */
    @PostMapping("/journey")
    @RequiresScope("test-clock:write")
    String setOut(@ModelAttribute AdvanceForm form, Model model) {
        var now = clock.now();
        var end = form.toCommand().from(now);
        clock.requireCanAdvanceTo(end);
        model.addAttribute("journey", new Journey(now, end, now));
        return "console/test-clock :: journey";
    }

    /** The journey itself: the answer comes when everything has happened. */
    @PostMapping("/travel")
    @RequiresScope("test-clock:write")
    String travel(@RequestParam Instant end, Model model) {
        model.addAttribute("report", clock.advance(end));
        return "console/test-clock :: arrived";
    }

    @GetMapping("/progress")
    @RequiresScope("test-clock:read")
    String progress(@RequestParam Instant start, @RequestParam Instant end, Model model) {
        model.addAttribute("journey", new Journey(start, end, clock.now()));
        return "console/test-clock :: way";
    }
}
