@NullMarked
package dev.perennial.portal.web;

import org.jspecify.annotations.NullMarked;
