/**
 * What happens by itself: ticks that look for work, and work that business time brings about.
 * <p>Always true: any number of replicas may wake at once; a worker that is told to stop finishes what it holds and
 * takes nothing more.
 */
@NullMarked
package dev.perennial.platform.job;

import org.jspecify.annotations.NullMarked;
