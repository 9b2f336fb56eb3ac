-- After a long outage of Redis very many rows are untried, perhaps all of one user: who looks for the others must not walk
-- over them, nor over the others who looks for these.
--
-- Where the table is empty, as it mostly is, all indexes look equally good to PostgreSQL, and it takes the newest that
-- serves. So none of these serves who looks for a row by its key, and those of a user are made last.
drop index outbox_conversation_idx;
drop index outbox_age_idx;
drop index outbox_untried_idx;

-- The sweep, oldest first.
create index outbox_age_idx on outbox (created_at, ordinal) where not untried;
create index outbox_untried_age_idx on outbox (created_at, ordinal) where untried;

-- What a log may hold, and what is missing before an event of a conversation.
create index outbox_user_idx on outbox (user_id, conversation_id, conversation_seq) where not untried;
create index outbox_untried_user_idx on outbox (user_id, conversation_id, conversation_seq) where untried;
