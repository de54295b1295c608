package dev.perennial.support;

import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.logging.Level;
import java.util.stream.Stream;

import com.deque.html.axecore.results.Rule;
import com.deque.html.axecore.selenium.AxeBuilder;
import org.jspecify.annotations.Nullable;
import org.openqa.selenium.By;
import org.openqa.selenium.Keys;
import org.openqa.selenium.WebElement;
import org.openqa.selenium.chrome.ChromeDriver;
import org.openqa.selenium.chrome.ChromeDriverService;
import org.openqa.selenium.chrome.ChromeOptions;
import org.openqa.selenium.logging.LogEntry;
import org.openqa.selenium.logging.LogType;
import org.openqa.selenium.logging.LoggingPreferences;
import org.openqa.selenium.support.ui.ExpectedConditions;
import org.openqa.selenium.support.ui.Select;
import org.openqa.selenium.support.ui.WebDriverWait;
import tools.jackson.databind.json.JsonMapper;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

/**
 * A real browser without a window. It notes what pages load and complain about, can be made narrow and dark, and takes
 * pictures into {@code target/screenshots}.
 */
public final class Browser implements AutoCloseable {
    private static final JsonMapper JSON = JsonMapper.builder().build();
    private static final Path PICTURES = Path.of("target", "screenshots");
    private static final List<Path> BROWSERS = Stream.of(
                    "/usr/bin/chromium", "/usr/bin/chromium-browser", "/usr/bin/google-chrome")
            .map(Path::of)
            .toList();
    private static final List<Path> DRIVERS = Stream.of(
                    "/usr/bin/chromedriver", "/usr/lib/chromium-browser/chromedriver", "/usr/local/bin/chromedriver")
            .map(Path::of)
            .toList();
    private static final int WIDTH = 1280;
    private static final int HEIGHT = 900;
    private static final String WIDEST = """
            const right = box => box.getBoundingClientRect().right;
            return [...document.body.querySelectorAll('*')]
                .filter(box => right(box) > arguments[0])
                .filter(box => !box.closest('.scroll') || getComputedStyle(box).position === 'absolute')
                .map(box => box.tagName + '.' + box.className + ' ends at ' + Math.round(right(box))).slice(0, 5).join(', ');
            """;
    private static final Duration PATIENCE = Duration.ofSeconds(15);
    private final ChromeDriver driver;
    private final String baseUrl;
    private int width = WIDTH;

    private Browser(ChromeDriver driver, String baseUrl) {
        this.driver = driver;
        this.baseUrl = baseUrl;
    }

    /** Opens one, or skips the test and says so where there is none. */
    public static Browser open(String baseUrl) {
        var browser = BROWSERS.stream().filter(Files::isExecutable).findFirst();
        var chromeDriver = DRIVERS.stream().filter(Files::isExecutable).findFirst();
        assumeTrue(
                browser.isPresent() && chromeDriver.isPresent(),
                "NOT RUN: there is no Chromium with chromedriver; on Debian: apt-get install chromium chromium-driver");
        var options = new ChromeOptions();
        options.setBinary(browser.orElseThrow().toFile());
        options.addArguments(
                "--headless=new",
                "--no-sandbox",
                "--disable-gpu",
                "--disable-dev-shm-usage",
                "--disable-quic",
                "--disable-background-networking",
                "--disable-component-update",
                "--hide-scrollbars",
                "--window-size=" + WIDTH + "," + HEIGHT);
        var logs = new LoggingPreferences();
        logs.enable(LogType.BROWSER, Level.ALL);
        logs.enable(LogType.PERFORMANCE, Level.ALL);
        options.setCapability("goog:loggingPrefs", logs);
        var service = new ChromeDriverService.Builder()
                .usingDriverExecutable(new File(chromeDriver.orElseThrow().toString()))
                .usingAnyFreePort()
                .build();
        return new Browser(new ChromeDriver(service, options), baseUrl);
    }

    public void go(String path) {
        driver.get(baseUrl + path);
    }

    /** Where the browser is, without the server's name. */
    public String path() {
        return URI.create(driver.getCurrentUrl()).getPath();
    }

    public void wide(int pixels) {
        width = pixels;
        driver.executeCdpCommand(
                "Emulation.setDeviceMetricsOverride",
                Map.of("width", pixels, "height", HEIGHT, "deviceScaleFactor", 1, "mobile", pixels < 500));
    }

    public void dark(boolean isDark) {
        driver.executeCdpCommand(
                "Emulation.setEmulatedMedia",
                Map.of(
                        "features",
                        List.of(Map.of("name", "prefers-color-scheme", "value", isDark ? "dark" : "light"))));
    }

    /** The first element, once it can be seen. */
    public WebElement see(String css) {
        return waiting().until(ExpectedConditions.visibilityOfElementLocated(By.cssSelector(css)));
    }

    /** Waits until an element says something. */
    public void seeText(String css, String text) {
        waiting().until(ExpectedConditions.textToBePresentInElementLocated(By.cssSelector(css), text));
    }

    public void click(String css) {
        waiting()
                .until(ExpectedConditions.elementToBeClickable(By.cssSelector(css)))
                .click();
    }

    /** Follows the link with exactly this text. */
    public void follow(String text) {
        waiting()
                .until(ExpectedConditions.elementToBeClickable(By.linkText(text)))
                .click();
    }

    public void type(String css, String text) {
        // As people do it: a field that is cleared first was empty for a moment, which pages notice.
        see(css).sendKeys(Keys.chord(Keys.CONTROL, "a"), text);
    }

    public void choose(String css, String value) {
        new Select(see(css)).selectByValue(value);
    }

    public void acceptQuestion() {
        waiting().until(ExpectedConditions.alertIsPresent()).accept();
    }

    public @Nullable Object run(String script) {
        return driver.executeScript(script);
    }

    /** Takes a picture of all of the page. */
    public void picture(String name) {
        var picture = driver.executeCdpCommand("Page.captureScreenshot", Map.of("captureBeyondViewport", true));
        try {
            Files.createDirectories(PICTURES);
            Files.write(PICTURES.resolve(name + ".png"), Base64.getDecoder().decode((String) picture.get("data")));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /**
     * Fails if the page can be scrolled sideways, as on a telephone none should, and says what sticks out. The window
     * is no measure for it: on a telephone it grows with what does not fit.
     */
    public void assertFits() {
        assertThat(run("return document.documentElement.scrollWidth"))
                .as("width of %s, where %s", path(), driver.executeScript(WIDEST, width))
                .isEqualTo((long) width);
    }

    /** Fails if a screen reader, or somebody who sees little, would be lost on the page. */
    public void assertAccessible() {
        var serious = new AxeBuilder()
                .analyze(driver).getViolations().stream()
                        .filter(rule -> Set.of("serious", "critical").contains(rule.getImpact()))
                        .map(Browser::told)
                        .toList();
        assertThat(serious).as("%s", path()).isEmpty();
    }

    private static String told(Rule rule) {
        return rule.getId() + ": " + rule.getHelp() + " "
                + rule.getNodes().stream()
                        .map(node -> node.getHtml() + " " + node.getFailureSummary())
                        .toList();
    }

    /** Fails if a page since the last call complained, or asked anybody but our server for something. */
    public void assertQuiet() {
        var complaints = driver.manage().logs().get(LogType.BROWSER).getAll().stream()
                .map(LogEntry::getMessage)
                .toList();
        assertThat(complaints).as("what the console of the browser says").isEmpty();
        var elsewhere = new ArrayList<String>();
        for (var entry : driver.manage().logs().get(LogType.PERFORMANCE)) {
            var message = JSON.readTree(entry.getMessage()).path("message");
            var url = message.path("params").path("request").path("url").asString("");
            if (message.path("method").asString("").equals("Network.requestWillBeSent")
                    && !url.startsWith(baseUrl)
                    && !url.startsWith("data:")) {
                elsewhere.add(url);
            }
        }
        assertThat(elsewhere).as("requests to others").isEmpty();
    }

    /** As somebody who was never here. */
    public void forgetCookies() {
        driver.manage().deleteAllCookies();
    }

    /** Begins anew with what {@link #assertQuiet} looks at. */
    public void forgetComplaints() {
        driver.manage().logs().get(LogType.BROWSER);
        driver.manage().logs().get(LogType.PERFORMANCE);
    }

    private WebDriverWait waiting() {
        return new WebDriverWait(driver, PATIENCE, Duration.ofMillis(50));
    }

    @Override
    public void close() {
        driver.quit();
    }
}
