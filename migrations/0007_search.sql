-- What search finds contacts by. The full-text index contact_word and the listed words are kept true by triggers,
-- whoever writes, as far as search_state says that they go; a load or rebuild under way moves that on as it builds them.
-- A contact is deleted before its address; INSERT OR REPLACE is not seen.
-- What is in the database already is not found before `npm run seed`, `npm start` or `npm run seed -- --rebuild-search`
-- has found out its words: loads finished before this migration are marked unfinished.
CREATE TABLE `search_state` (
	`id` integer PRIMARY KEY NOT NULL,
	`indexed_to` integer NOT NULL,
	`listed_to` text NOT NULL
);
--> statement-breakpoint
CREATE TABLE `word` (
	`word` text PRIMARY KEY NOT NULL,
	`contacts` integer NOT NULL
) WITHOUT ROWID;
--> statement-breakpoint
CREATE TABLE `word_deletion` (
	`deletion` text NOT NULL,
	`word` text NOT NULL,
	PRIMARY KEY(`deletion`, `word`)
) WITHOUT ROWID;
--> statement-breakpoint
ALTER TABLE `address` ADD `words` text DEFAULT '' NOT NULL;--> statement-breakpoint
ALTER TABLE `app_user` ADD `words` text DEFAULT '' NOT NULL;--> statement-breakpoint
INSERT INTO search_state (id, indexed_to, listed_to) VALUES (1, 9007199254740991, char(1114111));
--> statement-breakpoint
UPDATE search_state SET indexed_to = 0, listed_to = '' WHERE EXISTS (SELECT 1 FROM app_user);
--> statement-breakpoint
UPDATE seed_run SET finished = 0;
--> statement-breakpoint
-- The words have nothing but letters, digits and non-ASCII signs in them, which this tokenizer never splits.
CREATE VIRTUAL TABLE contact_word USING fts5(
  words, content = '', columnsize = 0, detail = none, tokenize = 'ascii', prefix = '1 2 3'
);
--> statement-breakpoint
CREATE VIRTUAL TABLE contact_term USING fts5vocab(contact_word, row);
--> statement-breakpoint
CREATE VIEW deletion_of_word (deletion, word) AS
  SELECT substr(start, 1, one.value - 1) || substr(start, one.value + 1, other.value - one.value - 1)
    || substr(start, other.value + 1), word
  FROM (SELECT word, substr(word, 1, 7) AS start FROM word), json_each('[2,3,4,5,6,7,8,9]') AS one,
    json_each('[2,3,4,5,6,7,8,9]') AS other
  WHERE one.value < other.value;
--> statement-breakpoint
CREATE TRIGGER word_listed AFTER INSERT ON word
BEGIN
  INSERT OR IGNORE INTO word_deletion (deletion, word)
  SELECT deletion, word FROM deletion_of_word WHERE word = NEW.word AND length(deletion) >= 2;
END;
--> statement-breakpoint
CREATE TRIGGER word_spent AFTER UPDATE OF contacts ON word
WHEN NEW.contacts <= 0
BEGIN
  DELETE FROM word_deletion WHERE word = NEW.word
    AND deletion IN (SELECT deletion FROM deletion_of_word WHERE word = NEW.word);
  DELETE FROM word WHERE word = NEW.word;
END;
--> statement-breakpoint
-- An insert says that the words of a contact were `gone` (null for a new one) and are `come` (null for a deleted one).
CREATE VIEW search_change (contact, gone, come) AS SELECT NULL, NULL, NULL;
--> statement-breakpoint
CREATE TRIGGER search_changed INSTEAD OF INSERT ON search_change
WHEN NEW.gone IS NOT NEW.come AND NEW.contact <= (SELECT indexed_to FROM search_state)
BEGIN
  INSERT INTO contact_word (contact_word, rowid, words)
  SELECT 'delete', NEW.contact, NEW.gone WHERE NEW.gone IS NOT NULL;
  INSERT INTO contact_word (rowid, words)
  SELECT NEW.contact, NEW.come WHERE NEW.come IS NOT NULL;
  INSERT INTO word (word, contacts)
  SELECT DISTINCT value, 1 FROM json_each('["' || replace(trim(NEW.come), ' ', '","') || '"]')
  WHERE value < (SELECT listed_to FROM search_state)
    AND length(value) >= 2 AND value NOT GLOB '*[0-9]*'
    AND unicode(value) < 11904 AND unicode(value) NOT BETWEEN 4352 AND 4607
    AND instr(coalesce(NEW.gone, ''), ' ' || value || ' ') = 0
  ON CONFLICT (word) DO UPDATE SET contacts = contacts + 1;
  UPDATE word SET contacts = contacts - 1 WHERE word IN (
    SELECT value FROM json_each('["' || replace(trim(NEW.gone), ' ', '","') || '"]')
    WHERE value < (SELECT listed_to FROM search_state)
      AND instr(coalesce(NEW.come, ''), ' ' || value || ' ') = 0
  );
END;
--> statement-breakpoint
CREATE TRIGGER app_user_found AFTER INSERT ON app_user
WHEN NEW.id <= (SELECT indexed_to FROM search_state)
BEGIN
  INSERT INTO search_change (contact, gone, come)
  SELECT NEW.id, NULL, NEW.words || words FROM address WHERE id = NEW.address_id;
END;
--> statement-breakpoint
CREATE TRIGGER app_user_lost AFTER DELETE ON app_user
WHEN OLD.id <= (SELECT indexed_to FROM search_state)
BEGIN
  INSERT INTO search_change (contact, gone, come)
  SELECT OLD.id, OLD.words || words, NULL FROM address WHERE id = OLD.address_id;
END;
--> statement-breakpoint
CREATE TRIGGER app_user_reworded AFTER UPDATE OF words, address_id ON app_user
WHEN NEW.id <= (SELECT indexed_to FROM search_state)
BEGIN
  INSERT INTO search_change (contact, gone, come)
  SELECT NEW.id, OLD.words || here.words, NEW.words || there.words FROM address AS here, address AS there
  WHERE here.id = OLD.address_id AND there.id = NEW.address_id;
END;
--> statement-breakpoint
CREATE TRIGGER address_reworded AFTER UPDATE OF words ON address
WHEN OLD.words <> NEW.words
BEGIN
  INSERT INTO search_change (contact, gone, come)
  SELECT id, words || OLD.words, words || NEW.words FROM app_user WHERE address_id = NEW.id;
END;
