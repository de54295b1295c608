@NullMarked
package dev.perennial.migration.web;

import org.jspecify.annotations.NullMarked;
