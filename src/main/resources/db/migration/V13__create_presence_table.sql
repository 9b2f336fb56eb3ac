-- What of a person's presence outlives its connections; who is connected now stands in Redis. Written by presence.

CREATE TABLE presence (
    user_id   uuid PRIMARY KEY,
    -- Chosen by the person: away, busy or offline (appear offline). NULL: it follows from the connections.
    chosen    text CHECK (chosen IN ('away', 'busy', 'offline')),
    -- When the person was last connected and not appearing offline; at most a minute behind while connected.
    last_seen timestamptz
);
