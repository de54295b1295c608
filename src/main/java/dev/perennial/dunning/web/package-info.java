@NullMarked
package dev.perennial.dunning.web;

import org.jspecify.annotations.NullMarked;
