package dev.perennial.platform.persistence;

import java.util.Set;

import org.springframework.boot.sql.init.dependency.AbstractBeansOfTypeDatabaseInitializerDetector;

/**
 * Lets whatever speaks to the database while it is made wait for {@link MigratedElsewhere}: Hibernate asks it for its version, and ends the
 * start when it gets no answer.
 */
class MigratedElsewhereDetector extends AbstractBeansOfTypeDatabaseInitializerDetector {

    @Override
    protected Set<Class<?>> getDatabaseInitializerBeanTypes() {
        return Set.of(MigratedElsewhere.class);
    }
}
