package io.devthread.realtime.gateway.session;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.devthread.realtime.gateway.session.Command.MalformedFrame;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class CommandTest {
    @Test
    void readsACommandAndIgnoresUnknownFields() {
        Command command = Command.parse(
                "{\"v\":1,\"id\":\"c-1\",\"type\":\"message\",\"event\":\"send_message\",\"data\":{\"a\":1},\"x\":[]}");
        assertThat(command).isInstanceOfSatisfying(Command.Call.class, call -> {
            assertThat(call.id()).contains("c-1");
            assertThat(call.name()).isEqualTo("message/send_message");
            assertThat(call.data().get("a").intValue()).isEqualTo(1);
        });
    }

    @Test
    void versionIdAndDataMayBeAbsent() {
        assertThat(Command.parse("{\"type\":\"system\",\"event\":\"ping\"}"))
                .isInstanceOfSatisfying(Command.Call.class, call -> {
                    assertThat(call.id()).isEmpty();
                    assertThat(call.data()).isEmpty();
                });
    }

    @Test
    void readsAnAcknowledgement() {
        assertThat(Command.parse("{\"type\":\"ack\",\"seq\":17}")).isEqualTo(new Command.Ack(Optional.empty(), 17));
        assertThat(Command.parse("{\"type\":\"ack\",\"seq\":17,\"epoch\":\"e\"}"))
                .isEqualTo(new Command.Ack(Optional.of("e"), 17));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "null",
                "42",
                "[]",
                "\"x\"",
                "{",
                "{}",
                "{} {}",
                "{\"type\":\"system\"}",
                "{\"type\":1,\"event\":\"ping\"}",
                "{\"type\":\"system\",\"event\":[]}",
                "{\"type\":\"system\",\"event\":\"ping\",\"data\":[]}",
                "{\"type\":\"system\",\"event\":\"ping\",\"data\":\"x\"}",
                "{\"type\":\"system\",\"event\":\"ping\",\"id\":7}",
                "{\"type\":\"system\",\"event\":\"ping\",\"id\":\"\"}",
                "{\"type\":\"system\",\"event\":\"ping\",\"v\":\"1\"}",
                "{\"type\":\"system\",\"event\":\"ping\",\"v\":1.5}",
                "{\"type\":\"system\",\"type\":\"system\",\"event\":\"ping\"}",
                "{\"type\":\"ack\"}",
                "{\"type\":\"ack\",\"seq\":\"1\"}",
                "{\"type\":\"ack\",\"seq\":1e400000000}",
                "{\"type\":\"ack\",\"seq\":99999999999999999999}",
                "{\"type\":\"ack\",\"seq\":NaN}",
                "{'type':'ack','seq':1}"
            })
    void whatIsNoFrameIsMalformed(String text) {
        assertThatThrownBy(() -> Command.parse(text)).isInstanceOf(MalformedFrame.class);
    }

    @Test
    void anIdOfMoreThan64CharactersIsMalformed() {
        assertThat(Command.parse(ping("x".repeat(64)))).isInstanceOf(Command.Call.class);
        assertThatThrownBy(() -> Command.parse(ping("x".repeat(65)))).hasMessageContaining("1 to 64");
        assertThat(Command.parse(ping("😀".repeat(64)))).isInstanceOf(Command.Call.class);
        assertThatThrownBy(() -> Command.parse(ping("😀".repeat(65)))).hasMessageContaining("1 to 64");
    }

    /** The reply could not carry it: it has no UTF-8 form. */
    @Test
    void anIdWithHalfASurrogatePairIsRefused() {
        assertThatThrownBy(() -> Command.parse(ping("\\ud800"))).isInstanceOf(MalformedFrame.class);
    }

    @Test
    void aTypeOfALaterVersionIsUnknownNotMalformedEvenWithoutAnEvent() {
        assertThat(Command.parse("{\"id\":\"c-1\",\"type\":\"whiteboard\"}"))
                .isInstanceOfSatisfying(
                        Command.Call.class, call -> assertThat(call.name()).isEqualTo("whiteboard/"));
        assertThatThrownBy(() -> Command.parse("{\"type\":\"system\"}")).isInstanceOf(MalformedFrame.class);
    }

    @Test
    void aMalformedCommandStillGetsItsReplyById() {
        MalformedFrame malformed = catchThrowableOfType(
                MalformedFrame.class, () -> Command.parse("{\"id\":\"c-9\",\"type\":\"system\",\"event\":3}"));
        assertThat(malformed.id()).contains("c-9");
    }

    @ParameterizedTest
    @CsvSource({"0", "2", "-1", "99999999999"})
    void anotherVersionIsUnsupported(String version) {
        MalformedFrame malformed = catchThrowableOfType(
                MalformedFrame.class,
                () -> Command.parse("{\"v\":" + version + ",\"type\":\"system\",\"event\":\"ping\"}"));
        assertThat(malformed.unsupportedVersion()).isTrue();
    }

    @Test
    void deepNestingIsRefusedAndNotFollowed() {
        String bomb = "{\"type\":\"system\",\"event\":\"ping\",\"data\":" + "[".repeat(60_000);
        assertThatThrownBy(() -> Command.parse(bomb)).isInstanceOf(MalformedFrame.class);
    }

    @Test
    void randomTextGivesACommandOrIsMalformedAndNothingElse() {
        Random random = new Random(7);
        String valid =
                "{\"v\":1,\"id\":\"c\",\"type\":\"message\",\"event\":\"send_message\",\"data\":{\"a\":[1,null]}}";
        for (int round = 0; round < 50_000; round++) {
            StringBuilder text = new StringBuilder(valid);
            for (int change = random.nextInt(4); change >= 0; change--) {
                int at = random.nextInt(text.length());
                switch (random.nextInt(3)) {
                    case 0 -> text.deleteCharAt(at);
                    case 1 -> text.setCharAt(at, (char) random.nextInt(0x10000));
                    default -> text.insert(at, "{}[]\",:0e\\u".charAt(random.nextInt(11)));
                }
            }
            parseOrRefuse(text.toString());
        }
    }

    private static void parseOrRefuse(String text) {
        try {
            Command.parse(text);
        } catch (MalformedFrame expected) {
            assertThat(expected.getMessage()).isNotEmpty();
        }
    }

    private static String ping(String id) {
        return "{\"type\":\"system\",\"event\":\"ping\",\"id\":\"" + id + "\"}";
    }
}
