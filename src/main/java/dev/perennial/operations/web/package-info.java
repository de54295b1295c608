@NullMarked
package dev.perennial.operations.web;

import org.jspecify.annotations.NullMarked;
