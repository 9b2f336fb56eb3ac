package io.devthread.realtime.notification;

import static io.devthread.realtime.notification.Stage.at;
import static io.devthread.realtime.notification.Stage.followed;
import static io.devthread.realtime.notification.Stage.liked;
import static io.devthread.realtime.notification.Stage.person;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import com.fasterxml.jackson.databind.JsonNode;
import io.devthread.realtime.bus.Failure;
import io.devthread.realtime.bus.Refusal;
import io.devthread.realtime.delivery.DurableEvent;
import io.devthread.realtime.model.Ids;
import io.devthread.realtime.model.Json;
import io.devthread.realtime.model.UserId;
import io.devthread.realtime.notification.NotificationApi.CountUnreadOf;
import io.devthread.realtime.notification.NotificationApi.MarkRead;
import io.devthread.realtime.notification.NotificationApi.Notification;
import io.devthread.realtime.notification.NotificationApi.NotificationPage;
import io.devthread.realtime.notification.NotificationApi.UnreadCountOf;
import io.devthread.realtime.notification.NotificationApi.UnreadCounts;
import io.vertx.core.Future;
import java.time.Clock;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The list, the count, and marking as read. */
class ReadingIT {
    private static Stage stage;
    private static Stage.Process process;

    private UserId alice;

    @BeforeAll
    static void open() {
        stage = new Stage();
        process = stage.process;
    }

    @AfterAll
    static void close() {
        stage.close();
    }

    @BeforeEach
    void somebody() {
        alice = person("alice").id();
    }

    @Test
    void veryManyAreMarkedInBatchesAndToldOfOnce() {
        stage.refuseMoreRows("notifications", ReadStore.BATCH);
        notifiedOfMoreThanABatch();
        assertThat(process.readAll(alice)).isZero();
        assertThat(process.told(alice)).containsExactly("notifications_read/0");
        assertThat(process.frames(alice).getLast().at("/data/all").asBoolean()).isTrue();
        assertThat(process.list(alice)).extracting(Notification::read).containsOnly(true);
    }

    /** Another device reads the last of them, or it is taken back. */
    @Test
    void veryManyAreToldOfThoughNothingIsLeftForTheLastBatch() {
        notifiedOfMoreThanABatch();
        List<DurableEvent> told = new ArrayList<>();
        int[] batches = {0};
        Notifications notifications = new Notifications(
                new ReadStore(process.postgres()),
                events -> {
                    told.addAll(events);
                    if (batches[0]++ == 0) {
                        process.read(alice, unread());
                    }
                },
                Clock.systemUTC());

        assertThat(notifications.markRead(new MarkRead(alice, List.of(), true)).unreadCount())
                .isZero();

        assertThat(told).singleElement().satisfies(event -> {
            JsonNode data = Json.read("{" + event.body(), JsonNode.class).path("data");
            assertThat(data.path("all").asBoolean()).isTrue();
            assertThat(data.path("unread_count").asLong()).isZero();
        });
        assertThat(batches[0]).isEqualTo(2);
    }

    private UUID[] unread() {
        List<UUID> ids = new ArrayList<>();
        process.postgres()
                .query("SELECT id FROM notifications WHERE user_id = $1 AND read_at IS NULL", alice.value())
                .forEach(row -> ids.add(row.getUUID(0)));
        return ids.toArray(UUID[]::new);
    }

    private void notifiedOfMoreThanABatch() {
        int many = ReadStore.BATCH + 1;
        process.postgres()
                .query("INSERT INTO notification_inboxes (user_id, unread) VALUES ($1, $2)", alice.value(), many);
        process.postgres().query("""
                        INSERT INTO notifications
                            (id, user_id, type, subject_id, actor_id, actors_count, created_at, updated_at)
                        SELECT gen_random_uuid(), $1, 'like', gen_random_uuid(), gen_random_uuid(), 1, now(), now()
                        FROM generate_series(1, $2)
                        """, alice.value(), many);
    }

    @Test
    void someAreMarkedAndTheOtherDevicesAreToldOfJustThose() {
        List<UUID> ids = notified(3);
        assertThat(process.read(alice, ids.get(0), ids.get(1))).isEqualTo(1);
        JsonNode told = process.frames(alice).getLast();
        assertThat(told.path("event").asText()).isEqualTo("notifications_read");
        assertThat(told.at("/data/notification_ids"))
                .extracting(JsonNode::asText)
                .containsExactlyInAnyOrder(ids.get(0).toString(), ids.get(1).toString());
        assertThat(told.at("/data/all").asBoolean()).isFalse();
        assertThat(told.at("/data/unread_count").asLong()).isEqualTo(1);
        assertThat(process.list(alice)).extracting(Notification::read).containsExactlyInAnyOrder(true, true, false);
    }

    @Test
    void anotherServiceAsksForTheCountsOfManyAtOnce() {
        notified(3);
        UserId stranger = person("stranger").id();
        assertThat(unreadOf(List.of(stranger, alice, alice)).unreadCounts())
                .containsExactly(new UnreadCountOf(stranger, 0), new UnreadCountOf(alice, 3));
    }

    @Test
    void countsOfNobodyOrOfTooManyAreRefused() {
        assertThat(refusedIds(null)).isEqualTo("user_ids");
        assertThat(refusedIds(List.of())).isEqualTo("user_ids");
        assertThat(refusedIds(Collections.singletonList(null))).isEqualTo("user_ids");
        assertThat(refusedIds(Collections.nCopies(101, alice))).isEqualTo("user_ids");
    }

    private static UnreadCounts unreadOf(List<UserId> users) {
        return process.bus()
                .call(NotificationApi.UNREAD_COUNTS, new CountUnreadOf(users))
                .await();
    }

    private static String refusedIds(List<UserId> users) {
        return catchThrowableOfType(Refusal.class, () -> unreadOf(users))
                .field()
                .orElseThrow();
    }

    @Test
    void allAreMarkedAtOnce() {
        notified(3);
        assertThat(process.readAll(alice)).isZero();
        JsonNode told = process.frames(alice).getLast();
        assertThat(told.at("/data/all").asBoolean()).isTrue();
        assertThat(told.at("/data/unread_count").asLong()).isZero();
        assertThat(process.list(alice)).allMatch(Notification::read);
    }

    @Test
    void markingAgainChangesNothingAndTellsNobody() {
        List<UUID> ids = notified(2);
        process.read(alice, ids.getFirst());
        int told = process.frames(alice).size();
        assertThat(process.read(alice, ids.getFirst())).isEqualTo(1);
        assertThat(process.frames(alice)).hasSize(told);
        process.readAll(alice);
        assertThat(process.readAll(alice)).isZero();
        assertThat(process.frames(alice)).hasSize(told + 1);
    }

    @Test
    void whatIsOthersOrUnknownIsPassedOver() {
        List<UUID> ids = notified(1);
        UserId bob = person("bob").id();
        assertThat(process.read(bob, ids.getFirst(), Ids.next())).isZero();
        assertThat(process.unread(alice)).isEqualTo(1);
        assertThat(process.frames(bob)).isEmpty();
    }

    @Test
    void twoDevicesThatMarkAtOnceAgreeInTheEnd() {
        List<UUID> ids = notified(20);
        List<Future<Long>> answers = new ArrayList<>();
        Stage.Process other = stage.anotherProcess();
        IntStream.range(0, 20).forEach(i -> {
            answers.add(process.mark(alice, List.of(ids.get(i)), false));
            answers.add(other.mark(alice, List.of(ids.get(19 - i)), false));
        });
        Future.all(answers).await();
        assertThat(process.unread(alice)).isZero();
        List<Long> told = Stream.of(process, other)
                .flatMap(one -> one.frames(alice).stream())
                .filter(frame -> frame.path("event").asText().equals("notifications_read"))
                .map(frame -> frame.at("/data/unread_count").asLong())
                .toList();
        assertThat(told)
                .containsExactlyInAnyOrderElementsOf(
                        IntStream.range(0, 20).mapToObj(Long::valueOf).toList());
    }

    @Test
    void marksAndLikesAtOnceLeaveTheCountExact() {
        List<Future<?>> answers = new ArrayList<>();
        for (int i = 0; i < 50; i++) {
            answers.add(process.publish(liked(person("p" + i), alice, Ids.next())));
            answers.add(process.mark(alice, List.of(), true));
        }
        Future.all(answers).await();
        long unread = process.list(alice).stream().filter(one -> !one.read()).count();
        assertThat(process.unread(alice)).isEqualTo(unread);
        assertThat(process.frames(alice).getLast().at("/data/unread_count").asLong())
                .isEqualTo(unread);
    }

    @Test
    void pagesFollowEachOtherWithoutGapOrRepeatEvenAtOneMoment() {
        for (int i = 0; i < 23; i++) {
            process.accept(at(Stage.NOON, liked(person("p" + i), alice, Ids.next())));
        }
        List<Notification> seen = new ArrayList<>();
        Optional<String> cursor = Optional.empty();
        do {
            NotificationPage page = process.page(alice, 10, cursor);
            seen.addAll(page.items());
            cursor = page.next();
        } while (cursor.isPresent());
        assertThat(seen).hasSize(23).doesNotHaveDuplicates().isEqualTo(process.list(alice));
    }

    @Test
    void theNewestStandsFirst() {
        UUID post = Ids.next();
        process.accept(
                liked(person("bob"), alice, post), followed(person("bob"), alice), liked(person("carol"), alice, post));
        assertThat(process.list(alice)).extracting(Notification::type).containsExactly("like", "follow");
    }

    @Test
    void whoHasNoneHasAnEmptyListAndNothingUnread() {
        assertThat(process.page(alice, 50, Optional.empty()))
                .isEqualTo(new NotificationPage(List.of(), Optional.empty()));
        assertThat(process.unread(alice)).isZero();
        assertThat(process.readAll(alice)).isZero();
    }

    @Test
    void idsAndAllExcludeEachOtherAndOneIsNeeded() {
        assertRefused("notification_ids", () -> process.mark(alice, List.of(Ids.next()), true));
        assertRefused("notification_ids", () -> process.mark(alice, List.of(), false));
        assertRefused("notification_ids", () -> process.mark(alice, Collections.nCopies(101, Ids.next()), false));
    }

    @ParameterizedTest
    @ValueSource(strings = {"x", "MTIz", "", "YSBi"})
    void aCursorOfNobodysMakingIsRefused(String cursor) {
        Refusal refusal = catchThrowableOfType(Refusal.class, () -> process.page(alice, 10, Optional.of(cursor)));
        assertThat(refusal.failure()).isEqualTo(Failure.INVALID_DATA);
        assertThat(refusal.field()).contains("cursor");
    }

    private static void assertRefused(String field, java.util.function.Supplier<Future<Long>> call) {
        Refusal refusal = catchThrowableOfType(Refusal.class, () -> call.get().await());
        assertThat(refusal.failure()).isEqualTo(Failure.INVALID_DATA);
        assertThat(refusal.field()).contains(field);
    }

    private List<UUID> notified(int count) {
        for (int i = 0; i < count; i++) {
            process.accept(liked(person("p" + i), alice, Ids.next()));
        }
        return process.list(alice).stream().map(Notification::id).toList();
    }
}
