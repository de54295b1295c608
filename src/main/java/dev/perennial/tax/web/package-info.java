@NullMarked
package dev.perennial.tax.web;

import org.jspecify.annotations.NullMarked;
