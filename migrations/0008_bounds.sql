CREATE TABLE `exact_count` (
	`filters` text PRIMARY KEY NOT NULL,
	`tests` text NOT NULL,
	`version` integer NOT NULL,
	`as_of` text NOT NULL,
	`counted` integer NOT NULL,
	`start` text,
	`asked_at` integer NOT NULL,
	`leased_until` integer DEFAULT 0 NOT NULL
);
--> statement-breakpoint
CREATE TABLE `write_receipt` (
	`id` text PRIMARY KEY NOT NULL,
	`version` integer NOT NULL
) WITHOUT ROWID;
--> statement-breakpoint
ALTER TABLE `data_state` ADD `epoch` text DEFAULT '' NOT NULL;--> statement-breakpoint
-- An epoch begins with its time, so that later ones sort behind earlier ones; the rest is chance.
UPDATE `data_state` SET `epoch` = printf('%012x', cast(unixepoch('subsec') * 1000 as integer)) || lower(hex(randomblob(4)));
