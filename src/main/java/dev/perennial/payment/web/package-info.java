@NullMarked
package dev.perennial.payment.web;

import org.jspecify.annotations.NullMarked;
