package dev.perennial.support;

import java.io.StringReader;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import javax.xml.parsers.DocumentBuilderFactory;

import org.mustangproject.validator.ZUGFeRDValidator;
import org.w3c.dom.Document;
import org.w3c.dom.Element;
import org.w3c.dom.Node;
import org.xml.sax.InputSource;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Judges electronic invoices by the published rules of EN 16931, Factur-X and PDF/A, and reads them without our code.
 */
public final class EInvoiceJudge {

    private EInvoiceJudge() {}

    /** Fails with the report of whoever wrote the rules down. */
    public static void requireValid(byte[] file, String name) {
        var validator = new ZUGFeRDValidator();
        validator.disableNotices();
        var report = validator.validate(file, name);
        assertThat(validator.wasCompletelyValid()).as("%s", report).isTrue();
    }

    public static Document xml(byte[] bytes) {
        try {
            var factory = DocumentBuilderFactory.newDefaultNSInstance();
            return factory.newDocumentBuilder()
                    .parse(new InputSource(new StringReader(new String(bytes, StandardCharsets.UTF_8))));
        } catch (Exception e) {
            throw new IllegalStateException(e);
        }
    }

    /** The texts of all elements at a path of local names, from the root: {@code TaxTotal/TaxSubtotal/TaxAmount}. */
    public static List<String> texts(Document document, String path) {
        var found = List.of(document.getDocumentElement());
        for (var name : path.split("/")) {
            found = found.stream()
                    .flatMap(element -> children(element, name).stream())
                    .toList();
        }
        return found.stream().map(Node::getTextContent).toList();
    }

    /** The only text at a path, as a number. */
    public static BigDecimal number(Document document, String path) {
        var texts = texts(document, path);
        assertThat(texts).as(path).hasSize(1);
        return new BigDecimal(texts.getFirst());
    }

    private static List<Element> children(Element parent, String name) {
        var found = new ArrayList<Element>();
        for (var child = parent.getFirstChild(); child != null; child = child.getNextSibling()) {
            if (child instanceof Element element && name.equals(element.getLocalName())) {
                found.add(element);
            }
        }
        return found;
    }
}
