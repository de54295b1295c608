@NullMarked
package dev.perennial.analytics.web;

import org.jspecify.annotations.NullMarked;
