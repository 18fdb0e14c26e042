CREATE TABLE `value_count` (
	`field` text NOT NULL,
	`key` text NOT NULL,
	`contacts` integer NOT NULL,
	PRIMARY KEY(`field`, `key`)
) WITHOUT ROWID;
--> statement-breakpoint
CREATE INDEX `value_count_contacts` ON `value_count` (`field`,`contacts`);