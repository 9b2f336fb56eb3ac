package io.devthread.realtime.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import io.devthread.realtime.gateway.GatewayApi.ChannelFrame;
import io.devthread.realtime.gateway.GatewayApi.Instead;
import io.devthread.realtime.model.Ids;
import io.devthread.realtime.model.UserId;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;

class ChannelFrameTest {
    private final UserId alice = new UserId(Ids.next());
    private final UserId bob = new UserId(Ids.next());
    private final UserId carol = new UserId(Ids.next());
    private final UserId dave = new UserId(Ids.next());

    @Test
    void someGetSomethingElseAndSomeNothing() {
        ChannelFrame frame = new ChannelFrame(
                "feed",
                "all",
                List.of(
                        new Instead(Set.of(bob, carol), Optional.of("less")),
                        new Instead(Set.of(dave), Optional.empty())));
        assertThat(frame.byBody(List.of(alice, bob, carol, dave)))
                .isEqualTo(Map.of("all", List.of(alice), "less", List.of(bob, carol)));
        assertThat(frame.byBody(List.of(dave))).isEmpty();
    }
}
