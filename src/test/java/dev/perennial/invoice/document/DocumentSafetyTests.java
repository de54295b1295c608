package dev.perennial.invoice.document;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.SocketTimeoutException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import org.apache.pdfbox.Loader;
import org.apache.pdfbox.text.PDFTextStripper;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.slf4j.LoggerFactory;

import dev.perennial.invoice.InvoiceSeller.Seller;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

/** Whatever a tenant or customer writes is text on the page; the renderer opens nothing. */
class DocumentSafetyTests {
    /** Without Spring nobody has told the renderer yet that its progress interests nobody. */
    @BeforeAll
    static void beQuiet() {
        ((Logger) LoggerFactory.getLogger("com.openhtmltopdf")).setLevel(Level.WARN);
    }

    private final HtmlRenderer html = new HtmlRenderer();
    private final PdfRenderer pdf = new PdfRenderer();

    private static String textOf(byte[] file) throws IOException {
        try (var document = Loader.loadPDF(file)) {
            return new PDFTextStripper().getText(document);
        }
    }

    private String page(String everything, Stylesheet styles) {
        var papers =
                Papers.in("USD").line(everything, "1", "100", 100, Map.of("note", everything, "formula", everything));
        var seller =
                new Seller(everything, everything, null, List.of(everything), everything, everything, everything, null);
        return html.render(InvoiceViews.of(papers.invoice(), papers.account(everything), seller), styles);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "${7*7}",
                "__${7*7}__",
                "[[${7*7}]] [(${7*7})]",
                "<img src=file:///etc/passwd>",
                "<iframe src=http://127.0.0.1:9>",
                "</style><script>alert(1)</script>",
                "\"><svg onload=alert(1)>",
                "@import url(http://127.0.0.1:9);",
                "&lt;b&gt; &amp; ]]>",
            })
    void printsWhatLooksLikeCode(String hostile) throws IOException {
        var paper = page(hostile, Stylesheet.paper(BrandColor.of(null)));
        var screen = page(hostile, Stylesheet.screen(BrandColor.of(null)));

        assertThat(textOf(pdf.render(paper))).contains(hostile).doesNotContain("49");
        assertThat(screen)
                .doesNotContain("49")
                .doesNotContain("<img", "<iframe", "<script", "<svg")
                .containsOnlyOnce("</style>");
    }

    @Test
    void survivesCharactersThatXmlCannotHold() throws IOException {
        var text = textOf(pdf.render(page("a\u0001b\uFFFEc\uD800d", Stylesheet.paper(BrandColor.of(null)))));

        assertThat(text).contains("a\uFFFDb\uFFFDc\uFFFDd");
    }

    @Test
    void opensNoUrlEvenIfTheDocumentAsksForIt(@TempDir Path folder) throws IOException {
        var secret = Files.writeString(folder.resolve("secret.css"), "p:before { content: 'SECRET' }");
        try (var server = new ServerSocket(0, 10, InetAddress.getLoopbackAddress())) {
            server.setSoTimeout(200);
            var url = "http://127.0.0.1:" + server.getLocalPort() + "/x";
            var file = secret.toUri();
            var asking = """
                    <html xmlns="http://www.w3.org/1999/xhtml" lang="en"><head><title>t</title>
                    <meta name="subject" content="s"/>
                    <link rel="stylesheet" type="text/css" href="%1$s"/><link rel="stylesheet" type="text/css" href="%2$s"/>
                    <style>@import url(%1$s); @import url(%2$s);
                      @font-face { font-family: x; src: url(%1$s); }
                      body { font-family: Noto Sans; background-image: url(%1$s); }</style>
                    <script src="%1$s">throw 1</script></head>
                    <body><p style="font-family: x, Noto Sans">text</p><img src="%1$s" alt="a"/><img src="%2$s" alt="b"/>
                    <iframe src="%1$s"></iframe><object data="%1$s"></object><embed src="%1$s"/></body></html>""".formatted(url, file);

            var text = textOf(pdf.render(asking));

            assertThat(text).contains("text").doesNotContain("SECRET");
            assertThatThrownBy(server::accept).isInstanceOf(SocketTimeoutException.class);
        }
    }

    @Test
    void readsNoEntities() {
        var bomb = "<!DOCTYPE html [<!ENTITY x SYSTEM 'file:///etc/passwd'>]><html><body>&x;</body></html>";

        assertThatThrownBy(() -> pdf.render(bomb)).isInstanceOf(IllegalStateException.class);
    }

    @ParameterizedTest
    @ValueSource(strings = {"red", "#12345", "#1234567", "#12345G", "#000000;}", "url(http://127.0.0.1:9)", "#００００００"})
    void takesNothingForAColorThatIsNone(String color) {
        assertThat(BrandColor.of(color)).isEqualTo(BrandColor.of(null));
    }

    @Test
    void writesTextInAColorThatCanBeRead() {
        assertThat(BrandColor.of("#0B5FFF").forText().css()).isEqualTo("#0B5FFF");
        assertThat(BrandColor.of("#FFEE88").forText().css()).isEqualTo("#1B1F24");
        assertThat(BrandColor.of("#FFEE88").css()).isEqualTo("#FFEE88");
    }

    @Test
    void hashesTheStylesThatTheBrowserWillSee() {
        var styles = Stylesheet.screen(BrandColor.of("#0B5FFF"));

        assertThat(styles.css()).doesNotContain("<", ">", "&", "\"", "'").contains("#0B5FFF");
        assertThat(page("x", styles))
                .contains("<style>" + styles.css() + "</style>")
                .doesNotContain("style=");
        assertThat(styles.contentSecurityPolicy())
                .startsWith("default-src 'none'; style-src 'sha256-")
                .doesNotContain("unsafe");
        assertThat(styles.css().getBytes(StandardCharsets.UTF_8)).hasSizeLessThan(20_000);
    }
}
