package io.devthread.realtime.gateway.session;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.devthread.realtime.bus.Refusal;
import io.devthread.realtime.model.Ids;
import io.devthread.realtime.model.Json;
import io.devthread.realtime.model.UserId;
import io.devthread.realtime.notification.NotificationApi.MarkRead;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.Test;

class ReadMarksTest {
    private static final UserId ALICE = new UserId(Ids.next());

    @Test
    void aHundredIdsAreTakenAndOneMoreIsNot() {
        assertThat(ReadMarks.of(ALICE, ids(100)).notificationIds()).hasSize(100);
        Refusal refusal = catchThrowableOfType(Refusal.class, () -> ReadMarks.of(ALICE, ids(101)));
        assertThat(refusal.field()).contains("notification_ids");
        assertThat(refusal.getMessage()).contains("100");
    }

    @Test
    void allStandsForItselfAndItsAbsenceForFalse() {
        assertThat(ReadMarks.of(ALICE, new Data(Json.object().put("all", true))))
                .isEqualTo(new MarkRead(ALICE, List.of(), true));
        UUID id = Ids.next();
        ObjectNode some = Json.object().put("all", false);
        some.putArray("notification_ids").add(id.toString());
        assertThat(ReadMarks.of(ALICE, new Data(some))).isEqualTo(new MarkRead(ALICE, List.of(id), false));
    }

    private static Data ids(int count) {
        ObjectNode data = Json.object();
        ArrayNode ids = data.putArray("notification_ids");
        for (int i = 0; i < count; i++) {
            ids.add(Ids.next().toString());
        }
        return new Data(data);
    }
}
