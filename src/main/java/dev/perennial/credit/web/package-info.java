@NullMarked
package dev.perennial.credit.web;

import org.jspecify.annotations.NullMarked;
