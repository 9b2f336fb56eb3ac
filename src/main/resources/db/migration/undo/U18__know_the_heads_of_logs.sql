drop index outbox_untried_idx;
alter table outbox drop column untried;
drop table log_histories;
drop table log_heads;
