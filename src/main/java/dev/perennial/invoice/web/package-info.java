@NullMarked
package dev.perennial.invoice.web;

import org.jspecify.annotations.NullMarked;
