/**
 * Invoices and credit notes for machines, by the European standard EN 16931: UBL 2.1, and Factur-X (ZUGFeRD), a PDF
 * that holds the same as XML.
 * <p>{@code EuropeanInvoice} is what the standard has a document say; {@code EuropeanInvoices} says it of ours, and
 * both writers only write it down. Sums are those of our document and never worked out anew.
 */
@NullMarked
package dev.perennial.invoice.einvoice;

import org.jspecify.annotations.NullMarked;
