CREATE TABLE `statistics` (
	`id` integer PRIMARY KEY NOT NULL,
	`data` text NOT NULL,
	`as_of` text NOT NULL
);
