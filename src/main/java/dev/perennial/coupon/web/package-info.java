@NullMarked
package dev.perennial.coupon.web;

import org.jspecify.annotations.NullMarked;
