CREATE TABLE `kept_count` (
	`filters` text PRIMARY KEY NOT NULL,
	`version` integer NOT NULL,
	`counted` integer NOT NULL,
	`start` text
);
