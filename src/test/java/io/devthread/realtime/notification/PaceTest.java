package io.devthread.realtime.notification;

import static org.assertj.core.api.Assertions.assertThat;

import io.devthread.realtime.model.Ids;
import io.devthread.realtime.model.UserId;
import io.devthread.realtime.notification.InboxStore.Inbox;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class PaceTest {
    private static final Duration SECOND = Duration.ofSeconds(1);
    private static final Instant NOON = Instant.parse("2026-01-01T12:00:00Z");

    private final Pace pace = new Pace(SECOND);
    private final Inbox fresh = new Inbox(new UserId(Ids.next()), 0, 0, Instant.EPOCH, Instant.EPOCH, Optional.empty());

    @Test
    void theFirstUpdateGoesOutAtOnceAndTheNextASecondLater() {
        assertThat(pace.mayUpdate(fresh, NOON)).isTrue();
        Inbox told = pace.updated(fresh, NOON);
        assertThat(pace.mayUpdate(told, NOON.plusMillis(999))).isFalse();
        assertThat(pace.mayUpdate(told, NOON.plusMillis(1_000))).isTrue();
    }

    @Test
    void whatWaitsIsDueASecondAfterTheLastEventAndStaysDueThen() {
        Inbox waiting = pace.waiting(pace.updated(fresh, NOON), NOON.plusMillis(300));
        assertThat(waiting.dueAt()).contains(NOON.plus(SECOND));
        Inbox later = pace.waiting(pace.announced(waiting, NOON.plusMillis(900)), NOON.plusMillis(950));
        assertThat(later.dueAt()).contains(NOON.plus(SECOND));
    }

    @Test
    void nobodyOvertakesWhatWaits() {
        Inbox waiting = pace.waiting(pace.updated(fresh, NOON), NOON);
        assertThat(pace.mayUpdate(waiting, NOON.plusSeconds(5))).isFalse();
    }

    @Test
    void whatWasToldTogetherWaitsForNothingAndTheRestForTheNextSecond() {
        Inbox waiting = pace.waiting(pace.updated(fresh, NOON), NOON);
        assertThat(pace.flushed(waiting, NOON.plus(SECOND), false).dueAt()).isEmpty();
        assertThat(pace.flushed(waiting, NOON.plus(SECOND), true).dueAt()).contains(NOON.plusSeconds(2));
    }

    @Test
    void newsGoOutAtOnceUntilTheirAllowanceIsUsedUp() {
        Inbox inbox = fresh;
        for (int i = 0; i < Pace.NEWS_AT_ONCE; i++) {
            assertThat(pace.mayAnnounce(inbox, NOON)).isTrue();
            inbox = pace.announced(inbox, NOON);
        }
        assertThat(pace.mayAnnounce(inbox, NOON)).isFalse();
        assertThat(pace.mayAnnounce(inbox, NOON.plusMillis(100))).isTrue();
    }

    @Test
    void aClockThatWasAheadKeepsNobodyWaiting() {
        Inbox ahead = fresh.withTold(NOON.plusSeconds(3_600), NOON.plusSeconds(3_600), Optional.empty());
        assertThat(pace.mayUpdate(ahead, NOON)).isTrue();
        assertThat(pace.mayAnnounce(ahead, NOON)).isTrue();
        assertThat(pace.waiting(ahead, NOON).dueAt()).contains(NOON.plus(SECOND));
    }

    @Test
    void noIntervalTellsEverythingAtOnce() {
        Pace none = new Pace(Duration.ZERO);
        Inbox told = none.announced(none.updated(fresh, NOON), NOON);
        assertThat(none.mayUpdate(told, NOON)).isTrue();
        assertThat(none.mayAnnounce(told, NOON)).isTrue();
    }
}
