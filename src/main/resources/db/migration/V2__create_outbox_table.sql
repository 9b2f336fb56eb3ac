-- Durable events that are committed and may not be in their person's event log yet. A row lives some milliseconds:
-- it is deleted when its event is logged. What a process that died left behind is found by the sweep.
create table outbox (
    event_id         uuid        not null,
    user_id          uuid        not null,
    -- Both or none: the place in a conversation, for events whose log order must be conversation order.
    conversation_id  uuid,
    conversation_seq bigint,
    body             text        not null,
    created_at       timestamptz not null default now(),
    -- The place among the events of one insert, which all have the same created_at.
    ordinal          bigint      not null,
    primary key (event_id, user_id),
    check ((conversation_id is null) = (conversation_seq is null))
-- Every row is soon a dead one: vacuum by number, not by share of a table that is nearly empty.
) with (autovacuum_vacuum_scale_factor = 0, autovacuum_vacuum_threshold = 5000);

-- What is missing before an event of a conversation.
create index outbox_conversation_idx on outbox (user_id, conversation_id, conversation_seq)
    where conversation_id is not null;

-- The sweep, oldest first.
create index outbox_age_idx on outbox (created_at, ordinal, event_id, user_id);
