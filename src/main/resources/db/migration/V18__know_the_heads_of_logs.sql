-- The last position of each person's event log in Redis that is known to have been taken: a log that comes back with
-- less has lost its end. Written with the deletion of the outbox rows.
create table log_heads (
    user_id uuid   primary key,
    epoch   text   not null,
    seq     bigint not null
-- One row is written again and again: room for it on its page, so that the index stays as it is.
) with (fillfactor = 50, autovacuum_vacuum_scale_factor = 0.05);

-- When a history of Redis (its replication id: a new one at every start and failover) was met first. What was committed
-- later can't have been logged in an earlier one. A row for each start of Redis.
create table log_histories (
    history  text        primary key,
    first_at timestamptz not null default clock_timestamp()
);

-- Nobody has tried to log it: Redis was away when it was committed.
alter table outbox add column untried boolean not null default false;

create index outbox_untried_idx on outbox (created_at) where untried;
