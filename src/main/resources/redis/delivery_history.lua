-- The name of Redis' present history: see delivery_log.lua, put before this.
--
-- KEYS  none
-- ARGV  none
-- Result  the name
return log_history()
