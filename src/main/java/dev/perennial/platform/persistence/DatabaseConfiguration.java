package dev.perennial.platform.persistence;

import javax.sql.DataSource;

import com.zaxxer.hikari.HikariDataSource;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.observation.ObservationRegistry;
import net.ttddyy.dsproxy.support.ProxyDataSourceBuilder;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.boot.flyway.autoconfigure.FlywayConnectionDetails;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Primary;
import org.springframework.data.jpa.repository.config.EnableJpaRepositories;

import dev.perennial.platform.config.Misconfiguration;

/** The connection pool of the service and, apart from it, the login that migrates. */
@Configuration(proxyBeanMethods = false)
@EnableConfigurationProperties(DatabaseProperties.class)
@EnableJpaRepositories(basePackages = "dev.perennial", queryEnhancerSelector = PlainQueries.class)
class DatabaseConfiguration {
    /**
     * Run on every new connection. The login may own the tables; the role does not, so row-level security binds it. The
     * time-outs bound what a lost client can hold.
     */
    static final String SESSION_SET_UP = """
            set role perennial_app; set statement_timeout = '60s'; set lock_timeout = '15s';
            set idle_in_transaction_session_timeout = '60s'
            """;

    @Bean
    @ConditionalOnMissingBean
    DatabaseLogin databaseLogin(DatabaseProperties properties, ObjectProvider<EmbeddedDatabase> embedded) {
        if (properties.isExternal()) {
            return DatabaseLogin.of(properties);
        }
        var database = embedded.getIfAvailable();
        if (database == null) {
            throw new Misconfiguration(
                    "DATABASE_URL is not set, and this build of Perennial holds no embedded database.", """
                    Set DATABASE_URL (jdbc:postgresql://host:5432/name), DATABASE_USERNAME and DATABASE_PASSWORD to a PostgreSQL \
                    15 or newer. To try Perennial without one, run ./mvnw spring-boot:run in its source tree.""");
        }
        return database.login();
    }

    @Bean(destroyMethod = "close")
    HikariDataSource connectionPool(
            DatabaseLogin login, DatabaseProperties properties, ObjectProvider<MeterRegistry> meters) {
        var pool = new HikariDataSource();
        pool.setPoolName("perennial");
        pool.setJdbcUrl(login.jdbcUrl());
        pool.setUsername(login.username());
        pool.setPassword(login.password());
        pool.setMaximumPoolSize(properties.poolSize());
        pool.setConnectionTimeout(5_000);
        pool.setConnectionInitSql(SESSION_SET_UP);
        pool.addDataSourceProperty("ApplicationName", "perennial");
        pool.addDataSourceProperty("reWriteBatchedInserts", "true");
        meters.ifAvailable(pool::setMetricRegistry);
        return pool;
    }

    @Bean
    @Primary
    DataSource dataSource(
            HikariDataSource connectionPool,
            ObjectProvider<ObservationRegistry> observations,
            @Value("${management.opentelemetry.tracing.export.otlp.endpoint:}") String traces) {
        var proxy = ProxyDataSourceBuilder.create(connectionPool).listener(new DatabaseTime.Recorder());
        // Hundreds of statements a second are not worth recording where nobody looks.
        return (traces.isEmpty() ? proxy : proxy.listener(new StatementSpans(observations))).build();
    }

    /** Migrations run as the login itself, which owns the tables. */
    @Bean
    FlywayConnectionDetails flywayConnectionDetails(DatabaseLogin login) {
        return new FlywayConnectionDetails() {
            @Override
            public String getUsername() {
                return String.valueOf(login.username());
            }

            @Override
            public String getPassword() {
                return login.password() == null ? "" : login.password();
            }

            @Override
            public String getJdbcUrl() {
                return login.jdbcUrl();
            }
        };
    }
}
