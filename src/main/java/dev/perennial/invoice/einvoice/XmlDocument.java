package dev.perennial.invoice.einvoice;

import java.io.ByteArrayOutputStream;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import javax.xml.stream.XMLOutputFactory;
import javax.xml.stream.XMLStreamException;
import javax.xml.stream.XMLStreamWriter;

import org.jspecify.annotations.Nullable;

import dev.perennial.invoice.document.XmlText;

/** Writes XML, element by element: what is inside of another is written by what is passed to {@link #in}. */
final class XmlDocument {
    private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    private final XMLStreamWriter writer;

    private XmlDocument() throws XMLStreamException {
        writer = XMLOutputFactory.newDefaultFactory().createXMLStreamWriter(bytes, StandardCharsets.UTF_8.name());
    }

    /** Content of an element. */
    interface Content {
        void write(XmlDocument xml) throws XMLStreamException;
    }

    /** @param namespaces by prefix; the empty one is the default */
    static byte[] of(String root, Map<String, String> namespaces, Content content) {
        try {
            var xml = new XmlDocument();
            xml.writer.writeStartDocument(StandardCharsets.UTF_8.name(), "1.0");
            xml.writer.writeStartElement(root);
            for (var namespace : namespaces.entrySet()) {
                xml.writer.writeNamespace(namespace.getKey(), namespace.getValue());
            }
            content.write(xml);
            xml.writer.writeEndDocument();
            xml.writer.close();
            return xml.bytes.toByteArray();
        } catch (XMLStreamException e) {
            throw new IllegalStateException("Nothing but memory is written to", e);
        }
    }

    void in(String name, Content content) throws XMLStreamException {
        writer.writeStartElement(name);
        content.write(this);
        writer.writeEndElement();
    }

    void put(String name, String text) throws XMLStreamException {
        in(name, xml -> writer.writeCharacters(XmlText.legal(text)));
    }

    void put(String name, BigDecimal number) throws XMLStreamException {
        put(name, number.toPlainString());
    }

    void put(String name, String text, String attribute, String value) throws XMLStreamException {
        in(name, xml -> {
            writer.writeAttribute(attribute, value);
            writer.writeCharacters(XmlText.legal(text));
        });
    }

    /** Leaves the element out where there is nothing to say: the standard allows none that is empty. */
    void putIfGiven(String name, @Nullable String text) throws XMLStreamException {
        if (text != null && !text.isBlank()) {
            put(name, text);
        }
    }
}
