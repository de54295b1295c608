package dev.perennial.migration;

import java.util.UUID;

import dev.perennial.migration.domain.ImportEntity;
import dev.perennial.migration.domain.SourceSystem;

/**
 * Asks for an import.
 *
 * @param dryRun checks every row and brings in none
 */
public record NewImport(UUID id, SourceSystem source, ImportEntity entity, boolean dryRun) {}
