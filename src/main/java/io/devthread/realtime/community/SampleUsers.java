package io.devthread.realtime.community;

import io.devthread.realtime.model.UserId;
import java.util.List;
import java.util.Optional;

/** The people who are there on first start. Their ids never change, so that a token can be made without asking. */
public final class SampleUsers {
    /** Of each of them. */
    public static final String PASSWORD = "devthread";

    public static final SampleUser ALICE = sample("alice", 1);
    public static final SampleUser BOB = sample("bob", 2);
    public static final SampleUser CAROL = sample("carol", 3);
    public static final SampleUser DAVE = sample("dave", 4);

    public static final List<SampleUser> ALL = List.of(ALICE, BOB, CAROL, DAVE);

    static final List<Follow> FOLLOWS =
            List.of(new Follow(BOB, ALICE), new Follow(CAROL, ALICE), new Follow(DAVE, ALICE), new Follow(ALICE, BOB));

    public record SampleUser(UserId id, String username) {}

    record Follow(SampleUser follower, SampleUser followee) {}

    private SampleUsers() {}

    public static Optional<UserId> idOf(String username) {
        return ALL.stream()
                .filter(sample -> sample.username().equals(username))
                .map(SampleUser::id)
                .findFirst();
    }

    private static SampleUser sample(String username, int number) {
        return new SampleUser(UserId.parse("01970000-0000-7000-8000-00000000000" + number), username);
    }
}
