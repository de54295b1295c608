@NullMarked
package dev.perennial.prepaid.web;

import org.jspecify.annotations.NullMarked;
