/**
 * Invoices and receipts as documents for people: HTML and PDF.
 * <p>{@code InvoiceView} is all that a document says, as text; {@code invoice.html} only places it. The same HTML goes
 * to browsers and, with other style sheets, through the PDF renderer, which can open nothing but our own fonts.
 */
@NullMarked
@NamedInterface("document")
package dev.perennial.invoice.document;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.NamedInterface;
