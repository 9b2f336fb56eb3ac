import com.hazelcast.config.Config;
import com.hazelcast.config.NetworkConfig;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import io.vertx.core.eventbus.DeliveryOptions;
import io.vertx.core.eventbus.EventBusOptions;
import io.vertx.core.eventbus.Message;
import io.vertx.core.eventbus.ReplyException;
import io.vertx.core.json.JsonObject;
import io.vertx.spi.cluster.hazelcast.ConfigUtil;
import io.vertx.spi.cluster.hazelcast.HazelcastClusterManager;
import java.time.Instant;
import java.util.List;
import java.util.UUID;

/**
 * Tells of one domain event over the event bus, as a member of the service's cluster: bob follows somebody. Members are
 * trusted, so there is no token; the cluster's ports belong on a private network. Sent again with the same id it counts
 * once.
 *
 * <p>Usage: {@code java -cp devthread-realtime.jar Member.java <recipient's id> [cluster name] [host:port of a member]}
 *
 * <p>A service of your own needs vertx-hazelcast and Hazelcast in the versions of the service it joins, no code of ours.
 */
public class Member {
    private static final int TRIES = 20;
    private static final DeliveryOptions PATIENCE = new DeliveryOptions().setSendTimeout(5_000);

    public static void main(String[] arguments) {
        String cluster = arguments.length > 1 ? arguments[1] : "devthread";
        String member = arguments.length > 2 ? arguments[2] : "127.0.0.1:5701";
        Vertx vertx = await(join(cluster, member));
        try {
            System.out.println(await(publish(vertx, event(arguments[0]), TRIES)).body());
        } finally {
            await(vertx.close());
        }
    }

    private static JsonObject event(String recipient) {
        return new JsonObject()
                .put("id", UUID.randomUUID().toString())
                .put("type", "user_followed")
                .put("actor", new JsonObject().put("id", UUID.randomUUID().toString()).put("username", "bob"))
                .put("recipient_id", recipient)
                .put("created_at", Instant.now().toString());
    }

    /** Again and again until it is answered, because no answer does not mean no event. */
    private static Future<Message<JsonObject>> publish(Vertx vertx, JsonObject event, int tries) {
        return vertx.eventBus()
                .<JsonObject>request("devthread.events", event, PATIENCE)
                .recover(failed -> mayHelp(failed) && tries > 1
                        ? vertx.timer(500).compose(waited -> publish(vertx, event, tries - 1))
                        : Future.failedFuture(failed));
    }

    /** Nobody there yet, no answer in time, or a service that cannot keep up; not what it says of a wrong event. */
    private static boolean mayHelp(Throwable failed) {
        return failed instanceof ReplyException reply
                && switch (reply.failureType()) {
                    case TIMEOUT, NO_HANDLERS -> true;
                    case RECIPIENT_FAILURE -> reply.failureCode() == 503 || reply.failureCode() == 429;
                    case ERROR -> false;
                };
    }

    private static Future<Vertx> join(String cluster, String member) {
        String host = member.substring(0, member.lastIndexOf(':'));
        Config hazelcast = ConfigUtil.loadConfig().setClusterName(cluster);
        hazelcast.setProperty("hazelcast.phone.home.enabled", "false").setProperty("hazelcast.socket.bind.any", "false");
        NetworkConfig network = hazelcast.getNetworkConfig();
        network.getInterfaces().setEnabled(true).addInterface(host);
        network.getJoin().getMulticastConfig().setEnabled(false);
        network.getJoin().getTcpIpConfig().setEnabled(true).setMembers(List.of(member));
        return Vertx.builder()
                .with(new VertxOptions().setEventBusOptions(new EventBusOptions().setHost(host)))
                .withClusterManager(new HazelcastClusterManager(hazelcast))
                .buildClustered();
    }

    private static <T> T await(Future<T> future) {
        return future.toCompletionStage().toCompletableFuture().join();
    }
}
