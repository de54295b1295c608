package dev.perennial.console.web;

import jakarta.validation.Valid;

import org.springframework.ui.Model;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RequestMapping;
import tools.jackson.databind.json.JsonMapper;

import dev.perennial.analytics.AnalyticsQuery;
import dev.perennial.console.Chart;
import dev.perennial.console.Overviews;
import dev.perennial.platform.security.CurrentVisitor;
import dev.perennial.platform.security.OpenToVisitors;
import dev.perennial.platform.security.RequiresScope;
import dev.perennial.platform.web.PageController;

/** The start of the console. */
@PageController
@RequestMapping("/console")
class OverviewPages {
    private final Overviews overviews;
    private final JsonMapper json;

    OverviewPages(Overviews overviews, JsonMapper json) {
        this.overviews = overviews;
        this.json = json;
    }

    /** Whose scopes do not reach to the figures is shown where they do reach. */
    @GetMapping
    @OpenToVisitors
    String start() {
        return CurrentVisitor.get().can("analytics:read") ? "redirect:/console/overview" : "console/welcome";
    }

    @GetMapping("/overview")
    @RequiresScope("analytics:read")
    String overview(@Valid AnalyticsQuery query, Model model) {
        model.addAttribute("overview", overviews.read(query));
        model.addAttribute("charts", new Charts(json));
        return "console/overview";
    }

    /** Hands charts to the browser. Templates know it as {@code charts}. */
    public record Charts(JsonMapper json) {
        public String json(Chart chart) {
            return json.writeValueAsString(chart);
        }
    }
}
