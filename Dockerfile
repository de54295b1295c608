# docker build -t perennial .
# Builds from source with nothing but Docker, with BuildKit or without. The result holds a JRE, the service and its start-up
# cache; no Maven, no sources, no database.

FROM eclipse-temurin:25-jdk AS build
WORKDIR /src
# curl fetches Maven and Java fetches everything else. Let both trust the same authorities, so that a base image which
# knows a company's own CA needs it in the JDK only.
RUN keytool -list -rfc -cacerts -storepass changeit >/tmp/authorities.pem 2>/dev/null
ENV CURL_CA_BUNDLE=/tmp/authorities.pem

# Libraries in a layer of their own: it is rebuilt when the pom changes, not with every edit of the code. Those of the embedded
# database are for the training below.
COPY mvnw pom.xml ./
COPY .mvn .mvn
RUN ./mvnw -B -ntp -DskipTests -Dspring-boot.repackage.skip package \
    && ./mvnw -B -ntp dependency:copy-dependencies -DoutputDirectory=training -DincludeScope=runtime \
        -DincludeGroupIds=io.zonky.test,io.zonky.test.postgres,org.postgresql,org.apache.commons,commons-io,commons-codec,org.tukaani,org.slf4j \
    && rm -rf target

COPY src src
# Unpacked: a plain class path starts faster than a nested jar, and an AOT cache needs one. What rarely changes goes first.
RUN ./mvnw -B -ntp -DskipTests package \
    && mv target/perennial-*.jar perennial.jar \
    && java -Djarmode=tools -jar perennial.jar extract --layers --destination layers \
    && cp -a target/test-classes/. training/ \
    && mkdir -p libraries \
    && for layer in dependencies spring-boot-loader snapshot-dependencies; do \
         if [ -d layers/$layer ]; then cp -a layers/$layer/. libraries/; fi; \
       done


FROM eclipse-temurin:25-jre AS runtime
RUN useradd --uid 10001 --user-group --no-create-home --home-dir /app --shell /usr/sbin/nologin perennial
WORKDIR /app
COPY --from=build /src/libraries/ ./
COPY --from=build /src/layers/application/ ./
COPY --from=build /src/src/main/jvm/start-only.json ./

# Memory follows the limit of the container; these are the flags an operator may want to replace.
ENV JDK_JAVA_OPTIONS="-XX:MaxRAMPercentage=70 -XX:+ExitOnOutOfMemoryError" \
    PERENNIAL_LOG_FORMAT=json

# Flags that must hold, out of reach of JDK_JAVA_OPTIONS. retryPost: the JDK's old HTTP client would send an unanswered
# POST, such as a charge, a second time on its own. InitialRAMPercentage: the objects in the AOT cache must fit into the first
# heap, or the JVM refuses to start; by default that is a sixty-fourth of the memory, too little below 1 GB. start-only.json:
# what the second compiler leaves to the first one; the option that names it is a diagnostic one.
RUN printf '%s\n' -Dsun.net.http.retryPost=false --enable-native-access=ALL-UNNAMED -XX:InitialRAMPercentage=10 \
        -XX:+UnlockDiagnosticVMOptions -XX:CompilerDirectivesFile=/app/start-only.json >java.options


# The AOT cache halves the time to ready. It fits only the very JVM, files and flags that it was made with, hence made here and
# not in the build stage. The service starts beside a PostgreSQL, answers some requests and is told to stop. What it had loaded
# is cached also if that fails; if no usable cache comes of it, the image is merely slower to start.
FROM runtime AS training
COPY --from=build --chown=10001:10001 /src/training /training
USER 10001:10001
RUN mkdir /training/made && cp java.options /training/made/; \
    PERENNIAL_LOG_FORMAT=text timeout 300 java -cp "/training:/training/*" dev.perennial.process.StartTraining \
        java @java.options -XX:AOTCacheOutput=/training/made/perennial.aot -jar /app/perennial.jar >/tmp/training.log 2>&1 \
    || { echo "The training failed, so the AOT cache covers less:"; grep -vE "\[aot\]|^[[:space:]]+(at|[.]{3}) " /tmp/training.log | tail -n 40; }; \
    if java @java.options -XX:AOTCache=/training/made/perennial.aot -XX:AOTMode=on -cp /app/perennial.jar -version; \
    then echo "-XX:AOTCache=/app/perennial.aot" >>/training/made/java.options; \
    else echo "No AOT cache: the service will start slower."; rm -f /training/made/perennial.aot; \
    fi


FROM runtime
COPY --from=training --chown=0:0 /training/made/ ./

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
