package dev.perennial.support;

import java.io.IOException;
import java.net.CookieManager;
import java.net.InetAddress;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Visits the pages of the service as a browser does, without one: it keeps cookies and sends forms, and runs no script.
 */
public final class Site {
    private static final Pattern TOKEN = Pattern.compile("name=\"_csrf\" value=\"([^\"]+)\"");
    private static final Pattern ONWARD = Pattern.compile("http-equiv=\"refresh\" content=\"0; url=([^\"]+)\"");
    private final String baseUrl;
    private final CookieManager cookies = new CookieManager();
    private final HttpClient http;

    public Site(String baseUrl) {
        this(baseUrl, "127.0.0.1");
    }

    /** A visitor from a loopback address of his own. */
    public Site(String baseUrl, String address) {
        this.baseUrl = baseUrl;
        try {
            this.http = HttpClient.newBuilder()
                    .version(HttpClient.Version.HTTP_1_1)
                    .cookieHandler(cookies)
                    .localAddress(InetAddress.getByName(address))
                    .build();
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }

    /** What came back. Redirects are not followed. */
    public record Page(HttpResponse<String> http) {
        public int status() {
            return http.statusCode();
        }

        public String html() {
            return http.body();
        }

        public String header(String name) {
            return http.headers().firstValue(name).orElse("");
        }

        /** Fails with the whole page unless the status is this. */
        public Page expect(int expected) {
            assertThat(status()).as("%s", http.body()).isEqualTo(expected);
            return this;
        }

        /** The token of the page's forms. */
        public String token() {
            var matcher = TOKEN.matcher(html());
            assertThat(matcher.find()).as("a form in %s", html()).isTrue();
            return matcher.group(1);
        }

        /** Where a page leads that only sends its reader on. */
        public String onward() {
            var matcher = ONWARD.matcher(expect(200).html());
            assertThat(matcher.find()).as("a page that leads on in %s", html()).isTrue();
            return matcher.group(1).replace("&amp;", "&");
        }
    }

    public Page get(String path, String... headers) {
        return send(HttpRequest.newBuilder(URI.create(baseUrl + path)).GET(), headers);
    }

    /** A form as a page without a form of ours could send it. */
    public Page post(String path, Map<String, String> fields, String... headers) {
        var body = fields.entrySet().stream()
                .map(field -> field.getKey() + "=" + URLEncoder.encode(field.getValue(), StandardCharsets.UTF_8))
                .collect(Collectors.joining("&"));
        return send(
                HttpRequest.newBuilder(URI.create(baseUrl + path))
                        .header("Content-Type", "application/x-www-form-urlencoded")
                        .POST(HttpRequest.BodyPublishers.ofString(body)),
                headers);
    }

    /** A form of the page {@code from}, with its token. */
    public Page submit(String from, String path, Map<String, String> fields, String... headers) {
        var all = new LinkedHashMap<>(fields);
        all.put("_csrf", get(from).token());
        return post(path, all, headers);
    }

    /** Cookies as the browser keeps them. */
    public CookieManager cookies() {
        return cookies;
    }

    private Page send(HttpRequest.Builder request, String... headers) {
        request.timeout(Duration.ofSeconds(60));
        for (int i = 0; i < headers.length; i += 2) {
            request.setHeader(headers[i], headers[i + 1]);
        }
        try {
            return new Page(http.send(request.build(), HttpResponse.BodyHandlers.ofString()));
        } catch (IOException e) {
            throw new IllegalStateException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }
}
