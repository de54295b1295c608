@NullMarked
package dev.perennial.analytics.domain;

import org.jspecify.annotations.NullMarked;
