package io.devthread.realtime.delivery;

import static org.assertj.core.api.Assertions.assertThat;

import io.devthread.realtime.model.UserId;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class UserKeysTest {
    @Test
    void bucketIsTheLastByteOfTheId() {
        UserId user = UserId.parse("0197a1b2-c3d4-7e5f-8a6b-0123456789ff");

        assertThat(new UserKeys(user).head()).isEqualTo("{b255}head:0197a1b2-c3d4-7e5f-8a6b-0123456789ff");
        assertThat(new UserKeys(user).session("s1")).isEqualTo("{b255}session:0197a1b2-c3d4-7e5f-8a6b-0123456789ff:s1");
    }

    @Test
    void usersSpreadOverAllBuckets() {
        assertThat(IntStream.range(0, 20_000)
                        .map(i -> UserKeys.bucket(Stage.newUser()))
                        .distinct())
                .hasSize(256)
                .allMatch(bucket -> bucket >= 0 && bucket < 256);
    }
}
