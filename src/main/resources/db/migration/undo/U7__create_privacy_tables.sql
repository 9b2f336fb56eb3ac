DROP FUNCTION shares_presence(uuid, uuid);
DROP FUNCTION shares_typing(uuid, uuid);
DROP FUNCTION shares_receipts(uuid, uuid);
DROP FUNCTION is_blocked(uuid, uuid);
DROP TABLE blocks;
DROP TABLE settings;
