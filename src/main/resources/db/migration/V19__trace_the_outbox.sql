-- The W3C traceparents of the requests that an event tells of, with a space between them: so a trace goes on where the
-- process that had it died. Null where nothing is traced.
alter table outbox add column traceparents text;
