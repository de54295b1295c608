@NullMarked
package dev.perennial.webhook.web;

import org.jspecify.annotations.NullMarked;
