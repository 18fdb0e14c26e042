CREATE TABLE `audit` (
	`id` integer PRIMARY KEY NOT NULL,
	`contact_id` integer NOT NULL,
	`op` text NOT NULL,
	`caller` text NOT NULL,
	`request` text NOT NULL,
	`fields` text NOT NULL,
	`claim` text
);
--> statement-breakpoint
CREATE INDEX `audit_contact` ON `audit` (`contact_id`);