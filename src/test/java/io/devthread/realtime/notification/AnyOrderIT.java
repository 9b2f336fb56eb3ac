package io.devthread.realtime.notification;

import static io.devthread.realtime.notification.Stage.at;
import static io.devthread.realtime.notification.Stage.commentDeleted;
import static io.devthread.realtime.notification.Stage.commented;
import static io.devthread.realtime.notification.Stage.followed;
import static io.devthread.realtime.notification.Stage.liked;
import static io.devthread.realtime.notification.Stage.mentioned;
import static io.devthread.realtime.notification.Stage.person;
import static io.devthread.realtime.notification.Stage.postDeleted;
import static io.devthread.realtime.notification.Stage.unfollowed;
import static io.devthread.realtime.notification.Stage.unliked;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.devthread.realtime.model.Ids;
import io.devthread.realtime.model.Moment;
import io.devthread.realtime.model.UserId;
import io.devthread.realtime.notification.NotificationApi.Actor;
import io.devthread.realtime.notification.NotificationApi.DomainEvent;
import io.devthread.realtime.notification.NotificationApi.Notification;
import io.devthread.realtime.testkit.Eventually;
import io.devthread.realtime.testkit.SetClock;
import io.vertx.core.Future;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Random events, with random and sometimes equal times, twice and in any order, one by one and at once: the same state
 * as that of a model that knows nothing of arrival. Where somebody reads in between, that of a model that goes along.
 */
class AnyOrderIT {
    private static Stage stage;
    private static Stage.Process process;

    /** What a person sees of a notification, but for its id. */
    private record Seen(
            String type,
            Optional<UUID> post,
            Optional<UUID> comment,
            UserId actor,
            int actorsCount,
            boolean read,
            java.time.Instant createdAt,
            java.time.Instant updatedAt) {}

    @BeforeAll
    static void open() {
        stage = new Stage();
        process = stage.process;
    }

    @AfterAll
    static void close() {
        stage.close();
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8})
    void theOrderOfArrivalDoesNotMatter(long seed) {
        Random random = new Random(seed);
        People people = new People(random);
        List<DomainEvent> events = people.events(60);
        List<DomainEvent> arriving = new ArrayList<>(events);
        arriving.addAll(events.subList(0, 20));
        Collections.shuffle(arriving, random);
        publish(arriving, random.nextBoolean());
        ReferenceModel model = new ReferenceModel();
        events.forEach(model::apply);
        assertSame(people.alice, model);
    }

    @ParameterizedTest
    @ValueSource(longs = {11, 12, 13, 14, 15, 16, 17, 18})
    void readingInBetweenEndsAsInTheModel(long seed) {
        Random random = new Random(seed);
        People people = new People(random);
        ReferenceModel model = new ReferenceModel();
        List<DomainEvent> events = new ArrayList<>(people.events(60));
        events.addAll(events.subList(0, 15));
        Collections.shuffle(events, random);
        for (DomainEvent event : events) {
            process.accept(event);
            model.apply(event);
            if (random.nextInt(8) == 0) {
                assertThat(process.readAll(people.alice)).isZero();
                model.readAll();
            }
        }
        assertSame(people.alice, model);
    }

    /** Whatever had to wait: in the end the devices show what the list says, and one update a second made it. */
    @ParameterizedTest
    @ValueSource(longs = {21, 22, 23, 24, 25, 26, 27, 28})
    void whoIsToldOnceASecondKnowsInTheEndWhatTheListSays(long seed) {
        Random random = new Random(seed);
        People people = new People(random);
        SetClock clock = new SetClock();
        try (Stage slow = new Stage(Stage.paced(Duration.ofSeconds(1)), clock)) {
            for (DomainEvent event : people.events(60)) {
                slow.process.accept(event);
                clock.advance(Duration.ofMillis(random.nextInt(700)));
                if (random.nextInt(10) == 0) {
                    slow.process.readAll(people.alice);
                }
            }
            clock.advance(Duration.ofSeconds(2));
            Eventually.passes(() -> {
                Device device = Device.after(slow.process.frames(people.alice));
                List<Notification> list = slow.process.list(people.alice);
                assertThat(device.unread).isEqualTo(slow.process.unread(people.alice));
                assertThat(device.shown.values())
                        .as("all that is unread, and what is read as it is now")
                        .containsAll(list.stream()
                                .filter(one -> !one.read())
                                .map(Line::of)
                                .toList())
                        .isSubsetOf(list.stream().map(Line::of).toList());
                return device;
            });
        }
    }

    /** What a line of the notifications page shows. */
    private record Line(String id, String actor, int actorsCount, String comment, boolean read) {
        static Line of(Notification one) {
            return new Line(
                    one.id().toString(),
                    one.actor().id().toString(),
                    one.actorsCount(),
                    one.commentId().map(UUID::toString).orElse("null"),
                    one.read());
        }

        static Line of(JsonNode one) {
            return new Line(
                    one.path("id").asText(),
                    one.at("/actor/id").asText(),
                    one.path("actors_count").asInt(),
                    one.path("comment_id").asText(),
                    one.path("read").asBoolean());
        }

        Line asRead() {
            return new Line(id, actor, actorsCount, comment, true);
        }
    }

    /** Applies the events as a client does. */
    private static final class Device {
        private final Map<String, Line> shown = new HashMap<>();
        private long unread;

        static Device after(List<JsonNode> frames) {
            Device device = new Device();
            frames.forEach(device::apply);
            return device;
        }

        private void apply(JsonNode frame) {
            JsonNode data = frame.path("data");
            unread = data.path("unread_count").asLong();
            switch (frame.path("event").asText()) {
                case "notification_batch" -> data.path("notifications").forEach(this::show);
                case "notifications_read" -> shown.replaceAll((id, line) -> line.asRead());
                default -> {
                    if (data.path("withdrawn").asBoolean()) {
                        shown.remove(data.at("/notification/id").asText());
                    } else {
                        show(data.path("notification"));
                    }
                }
            }
        }

        private void show(JsonNode notification) {
            Line line = Line.of(notification);
            shown.put(line.id(), line);
        }
    }

    private static void publish(List<DomainEvent> events, boolean atOnce) {
        if (atOnce) {
            Future.all(events.stream().map(process::publish).toList()).await();
        } else {
            events.forEach(event -> process.accept(event));
        }
    }

    private static void assertSame(UserId alice, ReferenceModel model) {
        assertThat(process.list(alice).stream().map(AnyOrderIT::seen).toList())
                .containsExactlyInAnyOrderElementsOf(
                        model.list().stream().map(AnyOrderIT::seen).toList());
        assertThat(process.unread(alice)).isEqualTo(model.unread());
        List<String> told = process.told(alice);
        if (!told.isEmpty()) {
            assertThat(told.getLast()).endsWith("/" + model.unread());
        }
    }

    private static Seen seen(Notification one) {
        return new Seen(
                one.type(),
                one.postId(),
                one.commentId(),
                one.actor().id(),
                one.actorsCount(),
                one.read(),
                one.createdAt(),
                one.updatedAt());
    }

    /** Few people, posts and moments, so that much of it collides. */
    private static final class People {
        private final UserId alice = person("alice").id();
        private final List<Actor> others =
                IntStream.range(0, 4).mapToObj(i -> person("p" + i)).toList();
        private final List<UUID> posts = ids(3);
        private final List<UUID> comments = ids(4);
        private final Random random;

        People(Random random) {
            this.random = random;
        }

        List<DomainEvent> events(int count) {
            return IntStream.range(0, count).mapToObj(i -> event()).toList();
        }

        private DomainEvent event() {
            Actor who = others.get(random.nextInt(others.size()));
            UUID post = posts.get(random.nextInt(posts.size()));
            // A comment has one author and one post.
            int comment = random.nextInt(comments.size());
            Actor author = others.get(comment % others.size());
            UUID commented = posts.get(comment % posts.size());
            DomainEvent event =
                    switch (random.nextInt(24)) {
                        case 0, 1, 2, 3, 4 -> liked(who, alice, post);
                        case 5, 6, 7 -> unliked(who, alice, post);
                        case 8, 9, 10, 11 -> followed(who, alice);
                        case 12, 13 -> unfollowed(who, alice);
                        case 14, 15, 16 -> commented(author, alice, commented, comments.get(comment));
                        case 17, 18 -> commentDeleted(who, alice, commented, comments.get(comment));
                        case 19, 20 -> mentioned(author, alice, commented, Optional.of(comments.get(comment)));
                        case 21, 22 -> mentioned(who, alice, post, Optional.empty());
                        default -> random.nextInt(4) == 0 ? postDeleted(who, post) : liked(who, alice, post);
                    };
            return at(Stage.NOON.plusMillis(random.nextInt(12)), event);
        }

        private static List<UUID> ids(int count) {
            return IntStream.range(0, count).mapToObj(i -> Ids.next()).toList();
        }
    }

    /** Keeps every event and every notification for ever, and counts by looking at all of them. */
    private static final class ReferenceModel {
        private final List<DomainEvent> events = new ArrayList<>();
        private final List<Told> told = new ArrayList<>();

        private static final class Told {
            private final UUID id = Ids.next();
            private final Interaction.Group group;
            private final List<Interaction.Key> members = new ArrayList<>();
            private boolean read;

            Told(Interaction.Group group) {
                this.group = group;
            }
        }

        void apply(DomainEvent event) {
            Set<Interaction.Key> before = standing();
            if (events.stream().noneMatch(known -> known.id().equals(event.id()))) {
                events.add(event);
            }
            Set<Interaction.Key> after = standing();
            told.forEach(one -> one.members.removeIf(member -> !after.contains(member)));
            after.stream()
                    .filter(key -> !before.contains(key))
                    .forEach(key -> openOf(key.group()).members.add(key));
        }

        void readAll() {
            told.stream().filter(one -> !one.members.isEmpty()).forEach(one -> one.read = true);
        }

        long unread() {
            return told.stream()
                    .filter(one -> !one.read && !one.members.isEmpty())
                    .count();
        }

        List<Notification> list() {
            return told.stream()
                    .filter(one -> !one.members.isEmpty())
                    .map(this::notification)
                    .toList();
        }

        private Told openOf(Interaction.Group group) {
            return told.stream()
                    .filter(one -> !one.read && one.group.equals(group))
                    .findFirst()
                    .orElseGet(() -> {
                        Told begun = new Told(group);
                        told.add(begun);
                        return begun;
                    });
        }

        private Notification notification(Told one) {
            List<Moment> moments =
                    one.members.stream().map(this::decided).sorted().toList();
            Interaction.Key newest = one.members.stream()
                    .filter(key -> decided(key).equals(moments.getLast()))
                    .findFirst()
                    .orElseThrow();
            return new Notification(
                    one.id,
                    one.group.type().wireName(),
                    new Actor(newest.actor(), ""),
                    (int) one.members.stream()
                            .map(Interaction.Key::actor)
                            .distinct()
                            .count(),
                    Optional.of(one.group.subject()).filter(post -> one.group.type() != NotificationType.FOLLOW),
                    newest.comment(),
                    one.read,
                    moments.getFirst().at(),
                    moments.getLast().at());
        }

        private Set<Interaction.Key> standing() {
            return events.stream()
                    .map(Effect::of)
                    .filter(Effect.Decides.class::isInstance)
                    .map(effect -> ((Effect.Decides) effect).key())
                    .filter(this::stands)
                    .collect(Collectors.toSet());
        }

        private boolean stands(Interaction.Key key) {
            boolean isPostGone = events.stream()
                    .map(Effect::of)
                    .anyMatch(effect -> effect instanceof Effect.DeletesPost gone
                            && key.group().isAbout(gone.post()));
            Optional<Moment> commentGone = events.stream()
                    .filter(event -> Effect.of(event) instanceof Effect.DeletesComment gone
                            && key.isAboutComment(gone.comment()))
                    .map(DomainEvent::moment)
                    .max(Moment::compareTo);
            return !isPostGone
                    && deciding(key).filter(this::isOn).isPresent()
                    && commentGone.filter(gone -> gone.isAfter(decided(key))).isEmpty();
        }

        private boolean isOn(DomainEvent event) {
            return Effect.of(event) instanceof Effect.Decides decides && decides.stands();
        }

        private Moment decided(Interaction.Key key) {
            return deciding(key).orElseThrow().moment();
        }

        private Optional<DomainEvent> deciding(Interaction.Key key) {
            return events.stream()
                    .filter(event -> Effect.of(event) instanceof Effect.Decides decides
                            && decides.key().equals(key))
                    .max((one, other) -> one.moment().compareTo(other.moment()));
        }
    }
}
