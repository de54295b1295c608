package dev.perennial.invoice.einvoice;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;

import org.mustangproject.ZUGFeRD.Profiles;
import org.mustangproject.ZUGFeRD.ZUGFeRDExporterFromA3;

import dev.perennial.invoice.document.InvoiceDocuments.PdfDocument;

/** Puts the XML of a document into its PDF, as Factur-X 1.0 and ZUGFeRD 2 have it. */
final class FacturX {
    private static final String PRODUCER = "Perennial";
    private static final int VERSION = 2;

    private FacturX() {}

    /** @param pdf is PDF/A-3 already */
    static PdfDocument of(PdfDocument pdf, byte[] xml) {
        var both = new ByteArrayOutputStream();
        try (var exporter = new ZUGFeRDExporterFromA3()) {
            exporter.setProducer(PRODUCER)
                    .setCreator(PRODUCER)
                    .setZUGFeRDVersion(VERSION)
                    .setProfile(Profiles.getByName("EN16931"))
                    .load(pdf.bytes());
            exporter.setXML(xml);
            exporter.export(both);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return new PdfDocument(both.toByteArray(), pdf.fileName());
    }
}
