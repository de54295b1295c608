package dev.perennial;

import org.springframework.boot.SpringApplication;
import org.springframework.boot.autoconfigure.SpringBootApplication;
import org.springframework.scheduling.annotation.EnableScheduling;

/** Perennial: subscription billing in one process over one PostgreSQL. */
@SpringBootApplication(proxyBeanMethods = false)
@EnableScheduling
public class PerennialApplication {

    public static void main(String[] args) {
        SpringApplication.run(PerennialApplication.class, args);
    }
}
