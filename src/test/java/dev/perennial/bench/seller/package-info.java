/** What {@code MigrationBench} moves: the export of a seller, a class for each kind of row. */
@NullMarked
package dev.perennial.bench.seller;

import org.jspecify.annotations.NullMarked;
