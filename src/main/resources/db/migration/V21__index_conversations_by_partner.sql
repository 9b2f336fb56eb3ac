-- What a person has with whom, in the order of the partners: for the export, which goes on behind the last one. The other
-- half is served by the unique key.
CREATE INDEX conversations_of_b_by_partner ON conversations (user_b, user_a);
