package dev.perennial.invoice.document;

import java.awt.color.ColorSpace;
import java.awt.color.ICC_Profile;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.StringReader;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import javax.xml.XMLConstants;
import javax.xml.parsers.DocumentBuilderFactory;
import javax.xml.parsers.ParserConfigurationException;

import com.openhtmltopdf.outputdevice.helper.BaseRendererBuilder.FontStyle;
import com.openhtmltopdf.outputdevice.helper.ExternalResourceControlPriority;
import com.openhtmltopdf.pdfboxout.PdfRendererBuilder;
import com.openhtmltopdf.pdfboxout.PdfRendererBuilder.PdfAConformance;
import com.openhtmltopdf.slf4j.Slf4jLogger;
import com.openhtmltopdf.util.XRLog;
import org.springframework.stereotype.Component;
import org.w3c.dom.Document;
import org.xml.sax.InputSource;
import org.xml.sax.SAXException;
import org.xml.sax.helpers.DefaultHandler;

import dev.perennial.shared.error.DomainException;

/**
 * Makes pages of a document: PDF/A-3, to be kept for years and to carry XML. It opens no URL, whatever the document
 * says, and runs no script.
 */
@Component
class PdfRenderer {
    private static final Duration PATIENCE = Duration.ofSeconds(15);
    private static final byte[] SRGB =
            ICC_Profile.getInstance(ColorSpace.CS_sRGB).getData();

    /** Layout is work for a processor and some megabytes each: more of it at once would only be slower, or run out. */
    private final Semaphore places = new Semaphore(Runtime.getRuntime().availableProcessors(), true);

    PdfRenderer() {
        XRLog.setLoggerImpl(new Slf4jLogger());
    }

    /** Fails with {@code renderer_busy}. */
    byte[] render(String xhtml) {
        takePlace();
        try {
            return pages(parse(xhtml));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } finally {
            places.release();
        }
    }

    private static byte[] pages(Document document) throws IOException {
        var pdf = new ByteArrayOutputStream();
        var builder = new PdfRendererBuilder()
                .withW3cDocument(document, null)
                .useUriResolver((base, uri) -> null)
                .useExternalResourceAccessControl(
                        (uri, type) -> false, ExternalResourceControlPriority.RUN_BEFORE_RESOLVING_URI)
                .useExternalResourceAccessControl(
                        (uri, type) -> false, ExternalResourceControlPriority.RUN_AFTER_RESOLVING_URI)
                .usePdfAConformance(PdfAConformance.PDFA_3_A)
                .useColorProfile(SRGB)
                .usePdfUaAccessibility(true)
                .withProducer("Perennial")
                .toStream(pdf);
        useFont(builder, "NotoSans-Regular.ttf", "Noto Sans", 400);
        useFont(builder, "NotoSans-Bold.ttf", "Noto Sans", 700);
        useFont(builder, "DejaVuSans.ttf", "DejaVu Sans", 400);
        useFont(builder, "DroidSansFallback.ttf", "Droid Sans Fallback", 400);
        builder.run();
        return pdf.toByteArray();
    }

    private static void useFont(PdfRendererBuilder builder, String file, String family, int weight) {
        builder.useFont(() -> Resources.open("fonts/" + file), family, weight, FontStyle.NORMAL, true);
    }

    private static Document parse(String xhtml) throws IOException {
        try {
            var factory = DocumentBuilderFactory.newDefaultNSInstance();
            factory.setFeature(XMLConstants.FEATURE_SECURE_PROCESSING, true);
            factory.setFeature("http://apache.org/xml/features/disallow-doctype-decl", true);
            var parser = factory.newDocumentBuilder();
            parser.setErrorHandler(new DefaultHandler()); // the JDK's own writes to the console
            return parser.parse(new InputSource(new StringReader(xhtml)));
        } catch (ParserConfigurationException | SAXException e) {
            throw new IllegalStateException("The template gives well-formed XHTML without a document type", e);
        }
    }

    private void takePlace() {
        try {
            if (places.tryAcquire(PATIENCE.toSeconds(), TimeUnit.SECONDS)) {
                return;
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        throw DomainException.unavailable("renderer_busy", "Too many documents are being made. Retry shortly.");
    }
}
