@NullMarked
package dev.perennial.export.web;

import org.jspecify.annotations.NullMarked;
