package io.devthread.realtime.testkit;

import io.vertx.core.Deployable;
import io.vertx.core.Vertx;
import io.vertx.core.spi.VerticleFactory;
import java.util.List;
import java.util.Random;
import java.util.concurrent.Callable;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Loses messages of the event bus, as a full buffer or a dying node does. It knows every Vert.x of this JVM because
 * Vert.x tells it, as a factory of verticles that it never makes, so the service needs no hook for it.
 */
public final class LossyBus implements VerticleFactory {
    private static final List<Vertx> ALL = new CopyOnWriteArrayList<>();

    @Override
    public void init(Vertx vertx) {
        ALL.add(vertx);
    }

    @Override
    public void close() {}

    @Override
    public String prefix() {
        return "lossy-bus";
    }

    @Override
    public void createVerticle2(
            String name, ClassLoader loader, io.vertx.core.Promise<Callable<? extends Deployable>> promise) {
        promise.fail("none");
    }

    /**
     * From now on, for as long as these Vert.x live.
     *
     * @param prefix of the addresses
     * @param share 0 to 1
     * @return counts the lost ones
     */
    public static AtomicInteger lose(String prefix, double share, long seed) {
        Random random = new Random(seed);
        AtomicInteger lost = new AtomicInteger();
        ALL.forEach(vertx -> vertx.eventBus().<Object>addOutboundInterceptor(message -> {
            boolean isLost = message.message().address().startsWith(prefix) && isUnder(share, random);
            if (isLost) {
                lost.incrementAndGet();
            } else {
                message.next();
            }
        }));
        return lost;
    }

    private static boolean isUnder(double share, Random random) {
        synchronized (random) {
            return random.nextDouble() < share;
        }
    }
}
