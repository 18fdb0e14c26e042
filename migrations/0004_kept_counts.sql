-- Keeps value_count and data_state.contacts true, whoever writes; a load or reset under way passes by and counts at its
-- end. A contact is deleted before its address; INSERT OR REPLACE is not seen. Every change is an upsert: it seeks by
-- the primary key, where an UPDATE with (field, key) IN (...) may be planned as a scan.
-- Loads finished before this migration are marked unfinished: `npm run seed` or `npm start` then counts their contacts.
UPDATE seed_run SET finished = 0;
--> statement-breakpoint
CREATE VIEW address_value (address_id, field, key) AS
  SELECT id, 'street', street_folded FROM address UNION ALL
  SELECT id, 'street_number', street_number_folded FROM address UNION ALL
  SELECT id, 'city_code', city_code_folded FROM address UNION ALL
  SELECT id, 'city', city_folded FROM address UNION ALL
  SELECT id, 'country', country_folded FROM address;
--> statement-breakpoint
CREATE TRIGGER value_count_spent AFTER UPDATE OF contacts ON value_count
WHEN NEW.contacts <= 0
BEGIN
  DELETE FROM value_count WHERE field = NEW.field AND key = NEW.key;
END;
--> statement-breakpoint
CREATE TRIGGER app_user_inserted AFTER INSERT ON app_user
WHEN NOT EXISTS (SELECT 1 FROM seed_run WHERE finished = 0)
BEGIN
  INSERT INTO value_count (field, key, contacts)
  SELECT field, key, 1 FROM (
    SELECT 'first_name' AS field, NEW.first_name_folded AS key UNION ALL
    SELECT 'last_name', NEW.last_name_folded UNION ALL
    SELECT 'gender', NEW.gender
  ) WHERE key IS NOT NULL
  ON CONFLICT (field, key) DO UPDATE SET contacts = contacts + excluded.contacts;
  INSERT INTO value_count (field, key, contacts)
  SELECT field, key, 1 FROM address_value WHERE address_id = NEW.address_id
  ON CONFLICT (field, key) DO UPDATE SET contacts = contacts + excluded.contacts;
  UPDATE data_state SET contacts = contacts + 1 WHERE id = 1;
END;
--> statement-breakpoint
CREATE TRIGGER app_user_deleted AFTER DELETE ON app_user
WHEN NOT EXISTS (SELECT 1 FROM seed_run WHERE finished = 0)
BEGIN
  INSERT INTO value_count (field, key, contacts)
  SELECT field, key, -1 FROM (
    SELECT 'first_name' AS field, OLD.first_name_folded AS key UNION ALL
    SELECT 'last_name', OLD.last_name_folded UNION ALL
    SELECT 'gender', OLD.gender
  ) WHERE key IS NOT NULL
  ON CONFLICT (field, key) DO UPDATE SET contacts = contacts + excluded.contacts;
  INSERT INTO value_count (field, key, contacts)
  SELECT field, key, -1 FROM address_value WHERE address_id = OLD.address_id
  ON CONFLICT (field, key) DO UPDATE SET contacts = contacts + excluded.contacts;
  UPDATE data_state SET contacts = contacts - 1 WHERE id = 1;
END;
--> statement-breakpoint
CREATE TRIGGER app_user_changed AFTER UPDATE OF first_name_folded, last_name_folded, gender ON app_user
WHEN NOT EXISTS (SELECT 1 FROM seed_run WHERE finished = 0)
BEGIN
  INSERT INTO value_count (field, key, contacts)
  SELECT field, come, 1 FROM (
    SELECT 'first_name' AS field, OLD.first_name_folded AS gone, NEW.first_name_folded AS come UNION ALL
    SELECT 'last_name', OLD.last_name_folded, NEW.last_name_folded UNION ALL
    SELECT 'gender', OLD.gender, NEW.gender
  ) WHERE gone IS NOT come AND come IS NOT NULL
  ON CONFLICT (field, key) DO UPDATE SET contacts = contacts + excluded.contacts;
  INSERT INTO value_count (field, key, contacts)
  SELECT field, gone, -1 FROM (
    SELECT 'first_name' AS field, OLD.first_name_folded AS gone, NEW.first_name_folded AS come UNION ALL
    SELECT 'last_name', OLD.last_name_folded, NEW.last_name_folded UNION ALL
    SELECT 'gender', OLD.gender, NEW.gender
  ) WHERE gone IS NOT come AND gone IS NOT NULL
  ON CONFLICT (field, key) DO UPDATE SET contacts = contacts + excluded.contacts;
END;
--> statement-breakpoint
CREATE TRIGGER app_user_moved AFTER UPDATE OF address_id ON app_user
WHEN OLD.address_id <> NEW.address_id AND NOT EXISTS (SELECT 1 FROM seed_run WHERE finished = 0)
BEGIN
  INSERT INTO value_count (field, key, contacts)
  SELECT field, key, 1 FROM address_value WHERE address_id = NEW.address_id
  ON CONFLICT (field, key) DO UPDATE SET contacts = contacts + excluded.contacts;
  INSERT INTO value_count (field, key, contacts)
  SELECT field, key, -1 FROM address_value WHERE address_id = OLD.address_id
  ON CONFLICT (field, key) DO UPDATE SET contacts = contacts + excluded.contacts;
END;
--> statement-breakpoint
CREATE TRIGGER address_changed
AFTER UPDATE OF street_folded, street_number_folded, city_code_folded, city_folded, country_folded ON address
WHEN NOT EXISTS (SELECT 1 FROM seed_run WHERE finished = 0)
BEGIN
  INSERT INTO value_count (field, key, contacts)
  SELECT field, come, living FROM (
    SELECT 'street' AS field, OLD.street_folded AS gone, NEW.street_folded AS come UNION ALL
    SELECT 'street_number', OLD.street_number_folded, NEW.street_number_folded UNION ALL
    SELECT 'city_code', OLD.city_code_folded, NEW.city_code_folded UNION ALL
    SELECT 'city', OLD.city_folded, NEW.city_folded UNION ALL
    SELECT 'country', OLD.country_folded, NEW.country_folded
  ), (SELECT count(*) AS living FROM app_user WHERE address_id = NEW.id)
  WHERE gone <> come AND living > 0
  ON CONFLICT (field, key) DO UPDATE SET contacts = contacts + excluded.contacts;
  INSERT INTO value_count (field, key, contacts)
  SELECT field, gone, -living FROM (
    SELECT 'street' AS field, OLD.street_folded AS gone, NEW.street_folded AS come UNION ALL
    SELECT 'street_number', OLD.street_number_folded, NEW.street_number_folded UNION ALL
    SELECT 'city_code', OLD.city_code_folded, NEW.city_code_folded UNION ALL
    SELECT 'city', OLD.city_folded, NEW.city_folded UNION ALL
    SELECT 'country', OLD.country_folded, NEW.country_folded
  ), (SELECT count(*) AS living FROM app_user WHERE address_id = NEW.id)
  WHERE gone <> come AND living > 0
  ON CONFLICT (field, key) DO UPDATE SET contacts = contacts + excluded.contacts;
END;
