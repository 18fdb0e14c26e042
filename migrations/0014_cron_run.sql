-- When each cron trigger ended last. An older Worker does not know it.
CREATE TABLE `cron_run` (
	`cron` text PRIMARY KEY NOT NULL,
	`ended_at` text NOT NULL
) WITHOUT ROWID;
