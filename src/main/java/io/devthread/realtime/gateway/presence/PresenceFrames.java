package io.devthread.realtime.gateway.presence;

import io.devthread.realtime.delivery.FrameBody;
import io.devthread.realtime.gateway.Frame;
import io.devthread.realtime.model.Ids;
import io.devthread.realtime.presence.PresenceApi.Presence;
import io.devthread.realtime.presence.PresenceApi.Presences;
import java.time.Clock;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** The frames of contract section 2.4. What is the same for many is encoded once, all but the channel's name. */
final class PresenceFrames {
    /** People in one frame: it stays below 64 KiB. */
    static final int MOST = 500;

    static final String STATE = "presence_state";
    static final String CHANGED = "presence_changed";

    private final Clock clock;

    PresenceFrames(Clock clock) {
        this.clock = clock;
    }

    private record Content(String event, List<Presence> presences) {
        Object data() {
            return event.equals(CHANGED) ? presences.getFirst() : new Presences(presences);
        }
    }

    /** What is sent at about the same time. */
    final class Round {
        private final Map<Content, FrameBody.Shared> made = new HashMap<>();

        /** How the watch stands, however many there are. */
        Frame state(Watch watch, List<Person> people) {
            return frame(watch, STATE, people);
        }

        /** What changed together. */
        List<Frame> changes(Watch watch, List<Person> people) {
            if (people.size() == 1) {
                return List.of(frame(watch, CHANGED, people));
            }
            List<Frame> frames = new ArrayList<>(1);
            for (int from = 0; from < people.size(); from += MOST) {
                frames.add(state(watch, people.subList(from, Math.min(people.size(), from + MOST))));
            }
            return frames;
        }

        int encodings() {
            return made.size();
        }

        private Frame frame(Watch watch, String event, List<Person> people) {
            Content content = new Content(
                    event, people.stream().map(person -> person.to(watch)).toList());
            return Frame.of(made.computeIfAbsent(content, this::encode).on(watch.channel()));
        }

        private FrameBody.Shared encode(Content content) {
            return FrameBody.shared("presence", content.event(), Ids.next(), content.data(), clock.instant());
        }
    }
}
