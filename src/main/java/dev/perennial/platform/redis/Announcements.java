package dev.perennial.platform.redis;

import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

import io.lettuce.core.pubsub.RedisPubSubAdapter;
import io.lettuce.core.pubsub.StatefulRedisPubSubConnection;

/**
 * Passes on what replicas announce. What is said while there is no connection is lost, so each new one may mean
 * anything.
 */
class Announcements extends RedisPubSubAdapter<String, String> {
    private final List<Redis.EndListener> listeners = new CopyOnWriteArrayList<>();
    private volatile boolean heard;

    void add(Redis.EndListener listener) {
        listeners.add(listener);
    }

    boolean areHeard() {
        return heard;
    }

    void hear(StatefulRedisPubSubConnection<String, String> connection, String channel) {
        try {
            connection.addListener(this);
            connection.sync().subscribe(channel);
            heard = true;
        } catch (RuntimeException e) {
            connection.close();
            throw e;
        }
    }

    @Override
    public void message(String channel, String message) {
        listeners.forEach(listener -> listener.ended(message));
    }

    @Override
    public void subscribed(String channel, long count) {
        listeners.forEach(Redis.EndListener::someMayHaveEnded);
    }
}
