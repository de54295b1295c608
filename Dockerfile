# docker build -t perennial .
# Builds from source with nothing but Docker, with BuildKit or without. The result holds a JRE, the service and its start-up
# cache; no Maven, no sources, no embedded database.

FROM eclipse-temurin:25-jdk AS build
WORKDIR /src
# curl fetches Maven and Java fetches everything else. Let both trust the same authorities, so that a base image which
# knows a company's own CA needs it in the JDK only.
RUN keytool -list -rfc -cacerts -storepass changeit >/tmp/authorities.pem 2>/dev/null
ENV CURL_CA_BUNDLE=/tmp/authorities.pem

# Libraries in a layer of their own: it is rebuilt when the pom changes, not with every edit of the code.
COPY mvnw pom.xml ./
COPY .mvn .mvn
RUN ./mvnw -B -ntp -DskipTests -Dspring-boot.repackage.skip package && rm -rf target

COPY src src
# Unpacked: a plain class path starts faster than a nested jar, and an AOT cache needs one. What rarely changes goes first.
RUN ./mvnw -B -ntp -DskipTests package \
    && mv target/perennial-*.jar perennial.jar \
    && java -Djarmode=tools -jar perennial.jar extract --layers --destination layers \
    && mkdir -p libraries \
    && for layer in dependencies spring-boot-loader snapshot-dependencies; do \
         if [ -d layers/$layer ]; then cp -a layers/$layer/. libraries/; fi; \
       done


FROM eclipse-temurin:25-jre
RUN useradd --uid 10001 --user-group --no-create-home --home-dir /app --shell /usr/sbin/nologin perennial
WORKDIR /app
COPY --from=build /src/libraries/ ./
COPY --from=build /src/layers/application/ ./

# Memory follows the limit of the container; these are the flags an operator may want to replace.
ENV JDK_JAVA_OPTIONS="-XX:MaxRAMPercentage=70 -XX:+ExitOnOutOfMemoryError" \
    PERENNIAL_LOG_FORMAT=json

# Flags that must hold, out of reach of JDK_JAVA_OPTIONS. retryPost: the JDK's old HTTP client would send an unanswered
# POST, such as a charge, a second time on its own. The training below reads them too: a cache fits only the flags it was made with.
RUN printf '%s\n' -Dsun.net.http.retryPost=false --enable-native-access=ALL-UNNAMED >java.options

# The AOT cache more than halves the time to ready. It belongs to this very JVM and these very files, hence made here and
# not in the build stage. The training start builds the whole context against a database that is not there (nothing
# connects before the first query) and stops. If it fails, what it had loaded is cached all the same; if no usable cache
# comes of it, the image is merely slower to start.
RUN PERENNIAL_LOG_FORMAT=text \
    DATABASE_URL=jdbc:postgresql://127.0.0.1:1/training DATABASE_USERNAME=training DATABASE_PASSWORD=training \
    timeout 300 java @java.options -XX:AOTCacheOutput=perennial.aot -Dspring.context.exit=onRefresh \
        -Dspring.flyway.enabled=false -Dperennial.database.schema-wait=0s \
        -Dspring.datasource.hikari.initialization-fail-timeout=-1 \
        -Dspring.jpa.properties.hibernate.boot.allow_jdbc_metadata_access=false \
        -Dspring.jpa.database-platform=org.hibernate.dialect.PostgreSQLDialect \
        -jar perennial.jar >training.log 2>&1 \
    || { echo "The training start failed, so the AOT cache covers less:"; grep -vE "\[aot\]|^[[:space:]]+(at|[.]{3}) " training.log | tail -n 40; }; \
    if java @java.options -XX:AOTCache=perennial.aot -XX:AOTMode=on -cp perennial.jar -version; \
    then echo "-XX:AOTCache=/app/perennial.aot" >>java.options; \
    else echo "No AOT cache: the service will start slower."; rm -f perennial.aot; \
    fi; \
    rm training.log

# Version and commit change with every build: last, so that they spoil no cached layer.
ARG VERSION=dev
ARG REVISION=unknown
LABEL org.opencontainers.image.title="Perennial" \
      org.opencontainers.image.description="Subscription billing for SaaS companies: one process, one PostgreSQL" \
      org.opencontainers.image.licenses="Apache-2.0" \
      org.opencontainers.image.version="${VERSION}" \
      org.opencontainers.image.revision="${REVISION}"

# A number, so that Kubernetes can see that it is not root. Everything in /app belongs to root: the service cannot change itself.
USER 10001:10001
EXPOSE 8080
# Asks whether the process is alive, not whether its database is: restarting the service does not mend a database.
HEALTHCHECK --interval=10s --timeout=5s --start-period=90s --retries=3 \
    CMD ["bash", "-c", "exec 3<>/dev/tcp/127.0.0.1/${SERVER_PORT:-8080} && printf 'GET /health HTTP/1.1\\r\\nHost: localhost\\r\\nConnection: close\\r\\n\\r\\n' >&3 && read -r status <&3 && [[ $status == *' 200'* ]]"]
ENTRYPOINT ["java", "@/app/java.options", "-jar", "/app/perennial.jar"]
