@NullMarked
package dev.perennial.privacy.web;

import org.jspecify.annotations.NullMarked;
