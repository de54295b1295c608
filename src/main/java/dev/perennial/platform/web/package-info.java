@NullMarked
package dev.perennial.platform.web;

import org.jspecify.annotations.NullMarked;
