/** Credit notes: documents that correct a finalized invoice, with numbers of their own. */
@NullMarked
@NamedInterface("creditnote")
package dev.perennial.invoice.creditnote;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.NamedInterface;
