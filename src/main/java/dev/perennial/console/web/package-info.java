@NullMarked
package dev.perennial.console.web;

import org.jspecify.annotations.NullMarked;
