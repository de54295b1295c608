@NullMarked
package dev.perennial.usage.web;

import org.jspecify.annotations.NullMarked;
