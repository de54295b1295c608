@NullMarked
package dev.perennial.journal.web;

import org.jspecify.annotations.NullMarked;
