package io.devthread.realtime.community;

import io.devthread.realtime.community.CommunityApi.Author;
import io.devthread.realtime.community.CommunityApi.Post;
import io.devthread.realtime.community.SampleUsers.SampleUser;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.UUID;

/** What the sample users wrote before anybody came, so that the feed is not empty. They mention nobody. */
final class SamplePosts {
    private static final List<Sample> ALL = List.of(
            new Sample(1, SampleUsers.DAVE, Duration.ofHours(26), """
                    Reading the Vert.x event loop code tonight. It is much smaller than I expected, and the comments say \
                    why, not what."""),
            new Sample(2, SampleUsers.ALICE, Duration.ofHours(20), """
                    How I cut our build to 40 s: one module graph without cycles, tests that share one database server, \
                    and no sleeps in any of them."""),
            new Sample(3, SampleUsers.CAROL, Duration.ofHours(7), """
                    Small thing that paid off today: `EXPLAIN (ANALYZE, BUFFERS)` before adding an index. \
                    The index we wanted was there already, our cast just hid it."""),
            new Sample(4, SampleUsers.BOB, Duration.ofHours(3), """
                    Does anyone have a good way to test reconnects? I pull the cable in a network namespace now, \
                    and it finds more than all my mocks did."""),
            new Sample(5, SampleUsers.ALICE, Duration.ofMinutes(50), """
                    A reminder to myself:

                    ```java
                    long end = System.nanoTime() + patience.toNanos();
                    while (System.nanoTime() - end < 0) { … }
                    ```

                    Compare differences, never the values. nanoTime may overflow."""));

    private record Sample(int number, SampleUser author, Duration age, String content) {
        Post at(Instant now) {
            return new Post(
                    UUID.fromString("01970000-0000-7000-8000-00000000010" + number),
                    new Author(author.id(), author.username()),
                    content,
                    0,
                    0,
                    false,
                    now.minus(age));
        }
    }

    private SamplePosts() {}

    /** Written in the day before {@code now}. */
    static List<Post> before(Instant now) {
        return ALL.stream().map(sample -> sample.at(now)).toList();
    }
}
