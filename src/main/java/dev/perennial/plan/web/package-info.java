@NullMarked
package dev.perennial.plan.web;

import org.jspecify.annotations.NullMarked;
