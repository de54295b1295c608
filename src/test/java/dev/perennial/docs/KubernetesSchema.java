package dev.perennial.docs;

import java.util.HashMap;
import java.util.Map;

import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import io.kubernetes.client.openapi.JSON;
import io.kubernetes.client.openapi.models.V1ConfigMap;
import io.kubernetes.client.openapi.models.V1Deployment;
import io.kubernetes.client.openapi.models.V1Job;
import io.kubernetes.client.openapi.models.V1Namespace;
import io.kubernetes.client.openapi.models.V1NetworkPolicy;
import io.kubernetes.client.openapi.models.V1PodDisruptionBudget;
import io.kubernetes.client.openapi.models.V1Secret;
import io.kubernetes.client.openapi.models.V1Service;
import io.kubernetes.client.openapi.models.V1ServiceAccount;
import io.kubernetes.client.openapi.models.V2HorizontalPodAutoscaler;
import org.jspecify.annotations.Nullable;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.fail;

/**
 * The OpenAPI schema of Kubernetes, as its own Java client is generated from it. A cluster refuses, or worse ignores, a
 * field that is misspelt or in the wrong place.
 */
final class KubernetesSchema {
    private static final Map<String, Class<?>> KINDS = new HashMap<>();

    static {
        KINDS.put("v1 ConfigMap", V1ConfigMap.class);
        KINDS.put("v1 Namespace", V1Namespace.class);
        KINDS.put("v1 Secret", V1Secret.class);
        KINDS.put("v1 Service", V1Service.class);
        KINDS.put("v1 ServiceAccount", V1ServiceAccount.class);
        KINDS.put("apps/v1 Deployment", V1Deployment.class);
        KINDS.put("autoscaling/v2 HorizontalPodAutoscaler", V2HorizontalPodAutoscaler.class);
        KINDS.put("batch/v1 Job", V1Job.class);
        KINDS.put("networking.k8s.io/v1 NetworkPolicy", V1NetworkPolicy.class);
        KINDS.put("policy/v1 PodDisruptionBudget", V1PodDisruptionBudget.class);
    }

    private KubernetesSchema() {}

    /** Fails unless the object has every required field, no other than the schema has, and no value of another type. */
    static void assertValid(String json) {
        var object = JsonParser.parseString(json).getAsJsonObject();
        var kind = object.get("apiVersion").getAsString() + " "
                + object.get("kind").getAsString();
        assertThat(KINDS).containsKey(kind);
        assertKept(kind, object, readAndWritten(json, kind));
    }

    /**
     * What was converted on the way is of another type than the schema says. The client adds empty lists of its own.
     */
    private static void assertKept(String path, JsonElement written, @Nullable JsonElement read) {
        if (written instanceof JsonObject object && read instanceof JsonObject other) {
            object.entrySet()
                    .forEach(part -> assertKept(path + "." + part.getKey(), part.getValue(), other.get(part.getKey())));
        } else if (written instanceof JsonArray list && read instanceof JsonArray other) {
            assertThat(other).as(path).hasSameSizeAs(list);
            for (int i = 0; i < list.size(); i++) {
                assertKept(path + "[" + i + "]", list.get(i), other.get(i));
            }
        } else {
            assertThat(read).as(path).isEqualTo(written);
        }
    }

    private static JsonElement readAndWritten(String json, String kind) {
        try {
            return JsonParser.parseString(JSON.serialize(JSON.deserialize(json, KINDS.get(kind))));
        } catch (RuntimeException e) {
            return fail(kind + " does not fit the schema: " + json, e);
        }
    }
}
