/**
 * What a gateway does for presence: it tells the capability who is connected here or polls, and tells them whom they see.
 * The rules are presence's own; here is only which of the node's connections and polls they concern.
 *
 * <pre>
 * connection opens, closes, goes idle ─► Reporter ─► devthread.presence.report, .refresh
 * welcome, subscribe, poll ─► WatchSpans ─► WatchLists ─► .watched, .visible, .shown ─► Watches: who watches whom
 * devthread.presence.changed ─► Changes (once a second) ─► FanOut ─► sockets
 *                                                             └► PollNews ─► gateway.poll: who polls here
 * devthread.notification.follows_changed, devthread.privacy.changed ─► WatchLists ─► FanOut: who has vanished, and who came
 * </pre>
 *
 * <p>Start with {@link io.devthread.realtime.gateway.presence.LivePresence}. There is one per process, and it runs on one
 * event loop; connections are read from their threads and written on their own. What it keeps, it keeps per user, not
 * per connection, and per pair of who watches and who is watched a reference each way.
 *
 * <p>A {@link io.devthread.realtime.gateway.presence.Watch} is told how it stands once, to each connection: over the
 * personal channel those who are not offline, over that of a conversation the partner. Then it is told what changes, each
 * time the newest: older versions are dropped, so it does not matter in which order answers and announcements come.
 *
 * <p>Polls are watched for like a connection: those followed, and the partner where a poll names the conversation, until
 * the user has not polled here for a minute. Who is there already is told when the watch begins, also to users who have
 * a connection beside, and whenever a client of the user begins to poll; to one that goes on from another node, or after
 * long, also who is not. A user may poll at several gateways, which hear and gather each for itself: so what goes to polls
 * carries versions, and what has been told is left out where it is kept (package {@code delivery}).
 *
 * <p>Announcements may be lost: {@link io.devthread.realtime.gateway.presence.Healing} finds that out within half a
 * minute. Where no presence runs, questions are asked again every few seconds, and nothing else suffers.
 */
package io.devthread.realtime.gateway.presence;
