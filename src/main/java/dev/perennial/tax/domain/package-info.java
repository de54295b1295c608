/** How somebody is taxed: pure rules, rates and reasons. */
@NullMarked
@NamedInterface("domain")
package dev.perennial.tax.domain;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.NamedInterface;
