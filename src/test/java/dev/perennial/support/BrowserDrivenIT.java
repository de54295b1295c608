package dev.perennial.support;

import java.util.List;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeEach;

/**
 * Base of tests that look at pages in a real browser: one for each class, since starting it takes longer than most
 * tests.
 */
public abstract class BrowserDrivenIT extends PerennialIT {
    /** Of a phone, a tablet and a large screen, in CSS pixels. */
    protected static final List<Integer> WIDTHS = List.of(360, 768, 1920);

    private static @Nullable Browser shared;

    /** Light, and as wide as a common screen. */
    protected Browser browser;

    @BeforeEach
    void open() {
        browser = shared == null ? Browser.open(baseUrl()) : shared;
        shared = browser;
        browser.forgetComplaints();
        browser.dark(false);
        browser.wide(1280);
    }

    @AfterAll
    static void close() {
        if (shared != null) {
            shared.close();
            shared = null;
        }
    }
}
