CREATE TABLE `erasure` (
	`contact_id` integer PRIMARY KEY NOT NULL,
	`erased_at` text NOT NULL
);
