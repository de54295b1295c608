package dev.perennial.tax.vies;

import java.net.URI;

import org.springframework.beans.factory.annotation.Value;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

import dev.perennial.tax.VatIdRegistry;
import dev.perennial.tax.domain.VatId;
import dev.perennial.tax.domain.VatIdStatus;

/** VIES is asked where its address is given: not every installation may call out. */
@Configuration(proxyBeanMethods = false)
class ViesConfiguration {

    @Bean
    VatIdRegistry vatIdRegistry(@Value("${perennial.tax.vies-url:}") String url) {
        return url.isBlank() ? new Nobody() : new ViesRegistry(URI.create(url));
    }

    /** Knows nothing, so that ids count by their shape. */
    private static final class Nobody implements VatIdRegistry {
        @Override
        public boolean isAvailable() {
            return false;
        }

        @Override
        public VatIdStatus check(VatId id) {
            return VatIdStatus.UNKNOWN;
        }
    }
}
