/**
 * What has to be known before there is a bean: how logs look, where traces go, and how a start that cannot work is
 * explained.
 */
@NullMarked
package dev.perennial.platform.config;

import org.jspecify.annotations.NullMarked;
