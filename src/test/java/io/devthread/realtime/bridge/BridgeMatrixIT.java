package io.devthread.realtime.bridge;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Address × verb × role × event, at both doors: what passes is written here, and nothing else does. */
class BridgeMatrixIT {
    private static final String EVENTS = "devthread.events";
    private static final Set<String> QUERIES =
            Set.of("devthread.presence.query", "devthread.notifications.unread_count");
    private static final List<String> ADDRESSES = List.of(
            EVENTS,
            "devthread.presence.query",
            "devthread.notifications.unread_count",
            "devthread.presence.set_status",
            "devthread.presence.report",
            "devthread.notification.list",
            "devthread.notification.unread",
            "devthread.notification.mark_read",
            "devthread.notification.revocations",
            "devthread.notification.accepted",
            "devthread.notification.revoked",
            "devthread.gateway.broadcast",
            "devthread.messaging.send",
            "devthread.events ",
            " devthread.events",
            "DEVTHREAD.EVENTS",
            "devthread.eventsx",
            "devthread.event.",
            "devthread.*",
            ".*",
            "devthread.events|.*",
            "devthread.events\\\\u0000",
            "__vertx.reply.1",
            "__vertx.subs",
            "vertx.circuit-breaker",
            "r",
            "");
    private static final List<String> VERBS =
            List.of("send", "publish", "register", "unregister", "message", "rec", "SEND", "reply", "");
    private static final List<String> ROLES =
            List.of("publisher", "manager", "half-manager", "person", "admin", "expired", "nobody", "");
    private static final List<String> EVENT_TYPES =
            List.of("post_liked", "user_upserted", "user_deleted", "session_revoked");

    private static BridgeStage stage;

    @BeforeAll
    static void open() {
        stage = BridgeStage.open();
    }

    @AfterAll
    static void close() {
        stage.close();
    }

    private record Cell(String verb, String address, String role, String type) {
        /** The table. */
        boolean passes() {
            boolean mayAsk =
                    verb.equals("send") && Set.of("publisher", "manager").contains(role);
            boolean mayPublish = type.equals("post_liked") || role.equals("manager");
            return mayAsk && (QUERIES.contains(address) || address.equals(EVENTS) && mayPublish);
        }
    }

    @ParameterizedTest
    @EnumSource
    void whatIsNotInTheTableReachesNoAddressAndIsAnsweredWithAnError(Door door) {
        List<Cell> cells = cells();
        assertThat(cells).hasSizeGreaterThan(5_000);
        try (Door.Client client = door.open(stage)) {
            for (Cell cell : cells) {
                stage.reached.clear();
                JsonNode answer = client.ask(
                        BridgeStage.frame(cell.verb(), cell.address(), cell.role(), BridgeStage.body(cell.type())));
                assertThat(stage.reached).as("%s", cell).isEqualTo(cell.passes() ? List.of(cell.address()) : List.of());
                assertThat(answer.path("type").asText().equals("err"))
                        .as("%s: %s", cell, answer)
                        .isEqualTo(!cell.passes());
                assertThat(answer.path("address").asText()).isEqualTo("r");
            }
        }
    }

    private static List<Cell> cells() {
        List<Cell> cells = new ArrayList<>();
        for (String address : ADDRESSES) {
            for (String verb : VERBS) {
                for (String role : ROLES) {
                    EVENT_TYPES.forEach(type -> cells.add(new Cell(verb, address, role, type)));
                }
            }
        }
        return cells;
    }
}
