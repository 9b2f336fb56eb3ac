package io.devthread.realtime.gateway;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.devthread.realtime.bus.Bus;
import io.devthread.realtime.bus.Failure;
import io.devthread.realtime.bus.Refusal;
import io.devthread.realtime.model.Identity;
import io.devthread.realtime.model.Ids;
import io.devthread.realtime.model.UserId;
import io.devthread.realtime.notification.NotificationApi;
import io.devthread.realtime.notification.NotificationApi.Revocation;
import io.devthread.realtime.notification.NotificationApi.RevocationsSince;
import io.devthread.realtime.testkit.Connected;
import io.devthread.realtime.testkit.Eventually;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class RevocationsIT {
    private static final Instant SIGNED_OUT = Instant.parse("2026-05-01T12:00:00Z");

    private final Vertx vertx = Vertx.vertx();
    private final Bus bus = Bus.on(vertx, Connected.PATIENCE);
    private final Revocations revocations = new Revocations(vertx, bus);
    private final List<Revocation> stored = new CopyOnWriteArrayList<>();
    private final List<RevocationsSince> questions = new CopyOnWriteArrayList<>();
    private final UserId user = new UserId(Ids.next());

    @AfterEach
    void close() {
        vertx.close().await();
    }

    @Test
    void untilTheListIsKnownNobodyIsLetIn() {
        revocations.start().await();
        assertThatThrownBy(() -> revocations.revoked(issuedAt(SIGNED_OUT)))
                .isInstanceOfSatisfying(
                        Refusal.class, refusal -> assertThat(refusal.failure()).isEqualTo(Failure.UNAVAILABLE));
        notificationRuns(100);
        Eventually.holds("the list is known", revocations::known);
        assertThat(revocations.revoked(issuedAt(SIGNED_OUT))).isFalse();
    }

    @Test
    void whatWasIssuedUpToTheRevocationIsRefusedAndWhatCameLaterIsNot() {
        stored.add(new Revocation(user, SIGNED_OUT));
        startKnown(100);
        assertThat(revocations.revoked(issuedAt(Instant.EPOCH))).isTrue();
        assertThat(revocations.revoked(issuedAt(SIGNED_OUT))).isTrue();
        assertThat(revocations.revoked(issuedAt(SIGNED_OUT.plusMillis(1)))).isFalse();
        assertThat(revocations.revoked(new Identity(new UserId(Ids.next()), "other", Set.of(), SIGNED_OUT, SIGNED_OUT)))
                .isFalse();
    }

    @Test
    void whereSingleOnesAreForgottenWhatIsAsOldIsRefusedFromAnybody() {
        stored.add(new Revocation(Revocation.ANYBODY, SIGNED_OUT));
        startKnown(100);
        assertThat(revocations.revoked(issuedAt(SIGNED_OUT))).isTrue();
        assertThat(revocations.revoked(issuedAt(SIGNED_OUT.plusMillis(1)))).isFalse();
    }

    @Test
    void aListOfSeveralPagesIsReadToItsEnd() {
        for (int i = 0; i < 5; i++) {
            stored.add(new Revocation(new UserId(Ids.next()), SIGNED_OUT));
        }
        stored.add(new Revocation(user, SIGNED_OUT));
        startKnown(2);
        assertThat(revocations.revoked(issuedAt(SIGNED_OUT))).isTrue();
    }

    @Test
    void aNewRevocationIsHeardAtOnceAndToldOnce() {
        List<Revocation> told = new CopyOnWriteArrayList<>();
        revocations.onRevoked(told::add);
        startKnown(100);
        Revocation revocation = new Revocation(user, SIGNED_OUT);
        bus.publish(NotificationApi.REVOKED, revocation);
        bus.publish(NotificationApi.REVOKED, revocation);
        bus.publish(NotificationApi.REVOKED, new Revocation(user, SIGNED_OUT.minusSeconds(1)));
        bus.publish(NotificationApi.REVOKED, new Revocation(user, SIGNED_OUT.plusSeconds(1)));
        Eventually.holds("the last is heard", () -> told.size() == 2);
        assertThat(told).containsExactly(revocation, new Revocation(user, SIGNED_OUT.plusSeconds(1)));
        assertThat(revocations.revoked(issuedAt(SIGNED_OUT.plusSeconds(1)))).isTrue();
    }

    @Test
    void oneThatTheBusLostIsFoundByAskingAgain() {
        startKnown(100);
        stored.add(new Revocation(user, SIGNED_OUT));
        Eventually.holds("it is found", () -> revocations.revoked(issuedAt(SIGNED_OUT)));
        assertThat(questions.getFirst().recordedSince()).isEmpty();
        assertThat(questions.getLast().recordedSince()).isPresent();
    }

    private void startKnown(int page) {
        notificationRuns(page);
        revocations.start().await();
        Eventually.holds("the list is known", revocations::known);
    }

    /** Seconds of the epoch serve as places in the list. */
    private void notificationRuns(int page) {
        bus.serveAsync(NotificationApi.REVOCATIONS, 10, question -> {
                    questions.add(question);
                    int from = (int) question.recordedSince()
                            .map(Instant::getEpochSecond)
                            .orElse(0L)
                            .longValue();
                    int to = Math.min(from + page, stored.size());
                    return Future.succeededFuture(new NotificationApi.Revocations(
                            List.copyOf(stored.subList(from, to)), Instant.ofEpochSecond(to), to < stored.size()));
                })
                .await();
    }

    private Identity issuedAt(Instant time) {
        return new Identity(user, "alice", Set.of(), time, time.plusSeconds(600));
    }
}
