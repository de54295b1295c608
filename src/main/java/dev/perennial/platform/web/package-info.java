/**
 * The conventions of HTTP, the same for every controller: problems, pages of lists, JSON, limits of bodies, documents,
 * and what the API says of itself.
 * <p>Always true: an answer tells nothing of an unknown failure but its request id.
 */
@NullMarked
package dev.perennial.platform.web;

import org.jspecify.annotations.NullMarked;
