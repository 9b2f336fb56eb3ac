-- What people let others see of them, and whom they have blocked. Written by privacy. The functions are what other
-- capabilities ask in their own statements, so that a change holds from its COMMIT on, without a cache to go stale.

CREATE TABLE settings (
    user_id               uuid PRIMARY KEY,
    typing_indicators     boolean NOT NULL DEFAULT true,
    read_receipts         boolean NOT NULL DEFAULT true,
    show_presence         boolean NOT NULL DEFAULT true,
    notification_sound    boolean NOT NULL DEFAULT false,
    desktop_notifications boolean NOT NULL DEFAULT false,
    feed_auto_refresh     boolean NOT NULL DEFAULT false,
    -- The types of notification that are switched off; an unknown type is never off.
    muted_types           text[]  NOT NULL DEFAULT '{}',
    updated_at            timestamptz NOT NULL
);

CREATE TABLE blocks (
    user_id    uuid        NOT NULL,
    blocked_id uuid        NOT NULL,
    blocked_at timestamptz NOT NULL,
    PRIMARY KEY (user_id, blocked_id),
    CHECK (user_id <> blocked_id)
);

-- Who has blocked a user, asked as often as whom a user has blocked.
CREATE INDEX blocks_of_blocked ON blocks (blocked_id, user_id);

-- Nothing passes between two of whom one has blocked the other.
CREATE FUNCTION is_blocked(one uuid, other uuid) RETURNS boolean LANGUAGE sql STABLE PARALLEL SAFE AS $$
    SELECT EXISTS (SELECT 1 FROM blocks WHERE user_id = one AND blocked_id = other)
        OR EXISTS (SELECT 1 FROM blocks WHERE user_id = other AND blocked_id = one)
$$;

-- Both must have it switched on: who does not give does not get. Who never chose has everything on.
CREATE FUNCTION shares_receipts(one uuid, other uuid) RETURNS boolean LANGUAGE sql STABLE PARALLEL SAFE AS $$
    SELECT NOT EXISTS (SELECT 1 FROM settings WHERE user_id IN (one, other) AND NOT read_receipts)
$$;

CREATE FUNCTION shares_typing(one uuid, other uuid) RETURNS boolean LANGUAGE sql STABLE PARALLEL SAFE AS $$
    SELECT NOT EXISTS (SELECT 1 FROM settings WHERE user_id IN (one, other) AND NOT typing_indicators)
$$;

CREATE FUNCTION shares_presence(one uuid, other uuid) RETURNS boolean LANGUAGE sql STABLE PARALLEL SAFE AS $$
    SELECT NOT EXISTS (SELECT 1 FROM settings WHERE user_id IN (one, other) AND NOT show_presence)
$$;
