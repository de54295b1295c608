@NullMarked
package dev.perennial.tenant.web;

import org.jspecify.annotations.NullMarked;
