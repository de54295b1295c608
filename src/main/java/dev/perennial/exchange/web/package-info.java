@NullMarked
package dev.perennial.exchange.web;

import org.jspecify.annotations.NullMarked;
