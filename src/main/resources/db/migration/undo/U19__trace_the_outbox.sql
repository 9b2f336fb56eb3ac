alter table outbox drop column traceparents;
