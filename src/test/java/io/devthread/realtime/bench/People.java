package io.devthread.realtime.bench;

import com.fasterxml.jackson.databind.JsonNode;
import io.devthread.realtime.model.Ids;
import io.devthread.realtime.model.UserId;
import io.devthread.realtime.platform.PemTokenSigner;
import io.devthread.realtime.platform.TokenSigner;
import java.net.URI;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.BiConsumer;

/**
 * Users for the load, as another service would bring them: published as domain events, with tokens signed by the key of
 * the service under test.
 */
final class People {
    private static final int EVENTS_AT_ONCE = 100;

    private final URI base;
    private final TokenSigner signer;
    private final BenchClient publisher;

    People(URI base, Path signingKey) {
        this.base = base;
        this.signer = PemTokenSigner.load(signingKey, "devthread", "devthread");
        UserId id = new UserId(Ids.next());
        this.publisher =
                new BenchClient(base, id, token(id, Set.of("events:publish", "users:manage")), (frame, nanos) -> {});
    }

    /** May publish domain events; has no socket. */
    BenchClient publisher() {
        return publisher;
    }

    /** Known to the service and connected. */
    List<BenchClient> connected(int count, BiConsumer<JsonNode, Long> onFrame) {
        List<BenchClient> people = known(count, onFrame);
        people.forEach(BenchClient::connect);
        return people;
    }

    /** Known to the service. */
    List<BenchClient> known(int count) {
        return known(count, (frame, nanos) -> {});
    }

    private List<BenchClient> known(int count, BiConsumer<JsonNode, Long> onFrame) {
        List<BenchClient> people = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            UserId id = new UserId(Ids.next());
            people.add(new BenchClient(base, id, token(id, Set.of()), onFrame));
        }
        publish(people);
        return people;
    }

    private void publish(List<BenchClient> people) {
        for (int from = 0; from < people.size(); from += EVENTS_AT_ONCE) {
            List<BenchClient> some = people.subList(from, Math.min(people.size(), from + EVENTS_AT_ONCE));
            publisher
                    .post(
                            "/api/v1/realtime/events",
                            some.stream().map(People::upserted).toList())
                    .join();
        }
    }

    private static Map<String, Object> upserted(BenchClient person) {
        return Map.of(
                "id", Ids.next(),
                "type", "user_upserted",
                "actor", Map.of("id", person.user(), "username", "bench-" + person.user()),
                "created_at", Instant.now());
    }

    private String token(UserId user, Set<String> scopes) {
        return signer.sign(user, "bench", scopes, Instant.now(), Instant.now().plusSeconds(3_600));
    }
}
