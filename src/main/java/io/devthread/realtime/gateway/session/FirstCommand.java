package io.devthread.realtime.gateway.session;

import io.devthread.realtime.bus.Failure;
import io.devthread.realtime.bus.Refusal;
import io.devthread.realtime.gateway.session.Handshake.Resume;

/** What a socket that was opened without a token has to say: {@code system/authenticate}. */
record FirstCommand(String token, Resume resume) {
    static boolean isOne(Command.Call call) {
        return call.name().equals("system/authenticate");
    }

    /** @throws Refusal {@code unauthorized} for another command, {@code invalid_data} naming the field */
    static FirstCommand of(Command.Call call) {
        if (!isOne(call)) {
            throw Refusal.of(Failure.UNAUTHORIZED, "the first command must be system/authenticate");
        }
        Data data = new Data(call.data());
        Resume resume = data.optionalObject("resume").map(FirstCommand::resume).orElse(Resume.NONE);
        return new FirstCommand(data.text("token"), resume);
    }

    private static Resume resume(Data data) {
        return Resume.of(data.optionalText("session"), data.optionalText("epoch"), data.optionalWholeNumber("seq"));
    }
}
