@NullMarked
package dev.perennial.revenue.web;

import org.jspecify.annotations.NullMarked;
