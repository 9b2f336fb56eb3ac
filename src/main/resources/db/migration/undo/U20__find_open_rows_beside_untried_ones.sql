drop index outbox_untried_user_idx;
drop index outbox_user_idx;
drop index outbox_untried_age_idx;
drop index outbox_age_idx;
create index outbox_conversation_idx on outbox (user_id, conversation_id, conversation_seq)
    where conversation_id is not null;
create index outbox_age_idx on outbox (created_at, ordinal, event_id, user_id);
create index outbox_untried_idx on outbox (created_at) where untried;
