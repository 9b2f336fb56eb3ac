package io.devthread.realtime.notification;

import static io.devthread.realtime.notification.Stage.liked;
import static io.devthread.realtime.notification.Stage.person;
import static org.assertj.core.api.Assertions.assertThat;

import io.devthread.realtime.delivery.DurableEvent;
import io.devthread.realtime.model.Ids;
import io.devthread.realtime.model.UserId;
import io.devthread.realtime.notification.NotificationApi.DomainEvent;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What people are told belongs to the traces of the domain events that it tells of. */
class TracedTellingIT {
    private final Stage stage = new Stage();
    private final Intake intake = new Intake(stage.process.postgres(), new Pace(Duration.ZERO), Clock.systemUTC());
    private final UserId alice = new UserId(Ids.next());
    private final UserId bob = new UserId(Ids.next());

    @AfterEach
    void close() {
        stage.close();
    }

    @Test
    void aNotificationOfSeveralEventsIsOfAllTheirTraces() {
        UUID post = Ids.next();
        List<DurableEvent> told = intake.write(List.of(
                        traced("one", liked(person("carol"), alice, post)),
                        traced("two", liked(person("dave"), alice, post)),
                        traced("three", liked(person("carol"), bob, Ids.next()))))
                .told();

        assertThat(toldTo(alice, told).traceparents()).containsExactlyInAnyOrder("one", "two");
        assertThat(toldTo(bob, told).traceparents()).containsExactly("three");
    }

    @Test
    void ofVeryManySomeWillDo() {
        UUID post = Ids.next();
        List<DomainEvent> likes = IntStream.range(0, 20)
                .mapToObj(i -> traced("trace-" + i, liked(person("p" + i), alice, post)))
                .toList();

        assertThat(toldTo(alice, intake.write(likes).told()).traceparents()).hasSize(8);
    }

    @Test
    void anEventOfNoTraceTellsOfNone() {
        List<DurableEvent> told = intake.write(List.of(
                        traced("one", liked(person("carol"), alice, Ids.next())),
                        liked(person("dave"), bob, Ids.next())))
                .told();

        assertThat(toldTo(bob, told).traceparents()).isEmpty();
    }

    private static DomainEvent traced(String traceparent, DomainEvent event) {
        return event.within(Optional.of(traceparent));
    }

    private static DurableEvent toldTo(UserId user, List<DurableEvent> told) {
        List<DurableEvent> own =
                told.stream().filter(event -> event.user().equals(user)).toList();
        assertThat(own).hasSize(1);
        return own.getFirst();
    }
}
