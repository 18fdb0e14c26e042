-- The dictionary: which values contain a text. value_gram has each value of value_count in grams of three characters,
-- under the value's id; triggers keep it true as values come and go, but for a load or reset under way, which builds it
-- anew at its end. The ids of a field's values lie behind its number times 2^32, so that one field is a range of them.
-- Two characters that no text has end each value: it then has a gram that begins with any two or one of its own.
-- What is in the database already is indexed here, once for each distinct value and not for each contact.
CREATE TABLE `value_field` (
	`number` integer PRIMARY KEY NOT NULL,
	`field` text NOT NULL
);
--> statement-breakpoint
CREATE UNIQUE INDEX `value_field_field_unique` ON `value_field` (`field`);--> statement-breakpoint
ALTER TABLE `value_count` ADD `id` integer;--> statement-breakpoint
CREATE UNIQUE INDEX `value_count_id` ON `value_count` (`id`);--> statement-breakpoint
CREATE VIEW value_text (id, text) AS SELECT id, key || char(1, 1) FROM value_count WHERE id IS NOT NULL;
--> statement-breakpoint
-- Values are folded already, so that grams compare as they stand.
CREATE VIRTUAL TABLE value_gram USING fts5(
  text, content = 'value_text', content_rowid = 'id', columnsize = 0, detail = none, tokenize = 'trigram case_sensitive 1'
);
--> statement-breakpoint
CREATE VIRTUAL TABLE value_gram_place USING fts5vocab(value_gram, instance);
--> statement-breakpoint
-- The first id of each field that is free; none is free of a field that has no number yet.
CREATE VIEW value_free_id (field, id) AS
  SELECT field, 1 + coalesce(
    (SELECT max(id) FROM value_count WHERE id > number * 4294967296 AND id < (number + 1) * 4294967296),
    number * 4294967296
  ) FROM value_field;
--> statement-breakpoint
CREATE TRIGGER value_come AFTER INSERT ON value_count
WHEN NOT EXISTS (SELECT 1 FROM seed_run WHERE finished = 0)
BEGIN
  INSERT INTO value_field (field)
  SELECT NEW.field WHERE NOT EXISTS (SELECT 1 FROM value_field WHERE field = NEW.field);
  UPDATE value_count SET id = (SELECT id FROM value_free_id WHERE field = NEW.field)
  WHERE field = NEW.field AND key = NEW.key;
  INSERT INTO value_gram (rowid, text)
  SELECT id, key || char(1, 1) FROM value_count WHERE field = NEW.field AND key = NEW.key;
END;
--> statement-breakpoint
CREATE TRIGGER value_gone AFTER DELETE ON value_count
WHEN OLD.id IS NOT NULL AND NOT EXISTS (SELECT 1 FROM seed_run WHERE finished = 0)
BEGIN
  INSERT INTO value_gram (value_gram, rowid, text) VALUES ('delete', OLD.id, OLD.key || char(1, 1));
END;
--> statement-breakpoint
INSERT INTO value_field (field) SELECT DISTINCT field FROM value_count;
--> statement-breakpoint
UPDATE value_count SET id = free.id FROM (
  SELECT field, key, value_free_id.id - 1 + row_number() OVER (PARTITION BY field ORDER BY key) AS id
  FROM value_count JOIN value_free_id USING (field) WHERE value_count.id IS NULL
) AS free WHERE value_count.field = free.field AND value_count.key = free.key;
--> statement-breakpoint
INSERT INTO value_gram (value_gram) VALUES ('rebuild');
