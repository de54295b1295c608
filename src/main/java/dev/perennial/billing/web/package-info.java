@NullMarked
package dev.perennial.billing.web;

import org.jspecify.annotations.NullMarked;
