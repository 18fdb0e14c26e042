CREATE TABLE `expectation` (
	`code` text NOT NULL,
	`place` integer NOT NULL
);
--> statement-breakpoint
CREATE TABLE `idempotency` (
	`key` text PRIMARY KEY NOT NULL,
	`fingerprint` text NOT NULL,
	`expires` integer NOT NULL,
	`answer` text NOT NULL
);
--> statement-breakpoint
CREATE INDEX `idempotency_expires` ON `idempotency` (`expires`);--> statement-breakpoint
CREATE TABLE `moving` (
	`appuser_id` integer NOT NULL,
	`address_id` integer NOT NULL
);
--> statement-breakpoint
ALTER TABLE `app_user` ADD `revision` integer DEFAULT 0 NOT NULL;--> statement-breakpoint
ALTER TABLE `data_state` ADD `announced_at` integer DEFAULT 0 NOT NULL;--> statement-breakpoint
ALTER TABLE `data_state` ADD `announcer` text DEFAULT '' NOT NULL;--> statement-breakpoint
CREATE TRIGGER expectation_broken BEFORE INSERT ON expectation
BEGIN
  SELECT RAISE(ABORT, 'expectation ' || NEW.code || ' ' || NEW.place);
END;
