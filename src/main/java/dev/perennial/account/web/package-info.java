@NullMarked
package dev.perennial.account.web;

import org.jspecify.annotations.NullMarked;
