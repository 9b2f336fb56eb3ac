package io.devthread.realtime.gateway.session;

import io.devthread.realtime.bus.Failure;
import io.devthread.realtime.bus.Refusal;
import io.devthread.realtime.gateway.session.Handshake.Resume;
import io.devthread.realtime.model.Ids;
import io.devthread.realtime.model.UserId;
import java.util.List;
import java.util.UUID;
import java.util.function.Consumer;

/**
 * What holds for whatever a client may send: it is a command, or a {@link Command.MalformedFrame}; and each reader of
 * its data gives a value or an {@code invalid_data} that names a field. Anything else that is thrown is a bug.
 */
final class ClientInput {
    private static final UserId SOMEBODY = new UserId(new UUID(1, 2));

    private static final List<Consumer<Data>> READERS = List.of(
            data -> data.text("token"),
            data -> data.text("content"),
            data -> data.text("client_message_id"),
            data -> data.optionalObject("resume").ifPresent(ClientInput::readResume),
            data -> data.optionalId("conversation_id", ClientInput::id),
            data -> data.optionalId("recipient_id", ClientInput::id),
            data -> ReadMarks.of(SOMEBODY, data),
            Subscriptions::channels);

    private ClientInput() {}

    static void read(String text) {
        Command command;
        try {
            command = Command.parse(text);
        } catch (Command.MalformedFrame malformed) {
            check(!malformed.getMessage().contains("Exception"), malformed.getMessage());
            return;
        }
        if (command instanceof Command.Call call) {
            call.id().ifPresent(id -> check(!id.isEmpty() && id.length() <= Command.MAX_ID_LENGTH, id));
            Data data = new Data(call.data());
            READERS.forEach(reader -> valueOrInvalidField(reader, data));
        }
    }

    private static void valueOrInvalidField(Consumer<Data> reader, Data data) {
        try {
            reader.accept(data);
        } catch (Refusal refusal) {
            check(refusal.failure() == Failure.INVALID_DATA && refusal.field().isPresent(), refusal.getMessage());
        }
    }

    private static void readResume(Data data) {
        Resume.of(data.optionalText("session"), data.optionalText("epoch"), data.optionalWholeNumber("seq"));
    }

    /** One thing has one name. */
    private static UUID id(String text) {
        UUID id = Ids.parse(text);
        check(id.toString().equalsIgnoreCase(text), text);
        return id;
    }

    private static void check(boolean holds, String what) {
        if (!holds) {
            throw new AssertionError(what);
        }
    }
}
