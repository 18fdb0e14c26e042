CREATE TABLE `address` (
	`id` integer PRIMARY KEY AUTOINCREMENT NOT NULL,
	`street` text NOT NULL,
	`street_number` text NOT NULL,
	`city_code` text NOT NULL,
	`city` text NOT NULL,
	`country` text NOT NULL,
	`street_folded` text NOT NULL,
	`street_number_folded` text NOT NULL,
	`city_code_folded` text NOT NULL,
	`city_folded` text NOT NULL,
	`country_folded` text NOT NULL
);
--> statement-breakpoint
CREATE INDEX `address_street` ON `address` (`street_folded`);--> statement-breakpoint
CREATE INDEX `address_street_number` ON `address` (`street_number_folded`);--> statement-breakpoint
CREATE INDEX `address_city_code` ON `address` (`city_code_folded`);--> statement-breakpoint
CREATE INDEX `address_city` ON `address` (`city_folded`);--> statement-breakpoint
CREATE INDEX `address_country` ON `address` (`country_folded`);--> statement-breakpoint
CREATE TABLE `app_user` (
	`id` integer PRIMARY KEY AUTOINCREMENT NOT NULL,
	`first_name` text NOT NULL,
	`last_name` text NOT NULL,
	`gender` text,
	`customer_id` text NOT NULL,
	`phone_number` text,
	`created` text NOT NULL,
	`birthday` text,
	`last_updated` text NOT NULL,
	`address_id` integer NOT NULL,
	`first_name_folded` text NOT NULL,
	`last_name_folded` text NOT NULL,
	`customer_id_folded` text NOT NULL,
	FOREIGN KEY (`address_id`) REFERENCES `address`(`id`) ON UPDATE no action ON DELETE no action,
	CONSTRAINT "app_user_gender_known" CHECK("app_user"."gender" in ('female', 'male', 'diverse'))
);
--> statement-breakpoint
CREATE UNIQUE INDEX `app_user_customer_id` ON `app_user` (`customer_id_folded`);--> statement-breakpoint
CREATE INDEX `app_user_first_name` ON `app_user` (`first_name_folded`);--> statement-breakpoint
CREATE INDEX `app_user_last_name` ON `app_user` (`last_name_folded`);--> statement-breakpoint
CREATE INDEX `app_user_gender` ON `app_user` (`gender`);--> statement-breakpoint
CREATE INDEX `app_user_phone_number` ON `app_user` (`phone_number`);--> statement-breakpoint
CREATE INDEX `app_user_created` ON `app_user` (`created`);--> statement-breakpoint
CREATE INDEX `app_user_birthday` ON `app_user` (`birthday`);--> statement-breakpoint
CREATE INDEX `app_user_last_updated` ON `app_user` (`last_updated`);--> statement-breakpoint
CREATE INDEX `app_user_address_id` ON `app_user` (`address_id`);--> statement-breakpoint
CREATE TABLE `customer_relationship` (
	`id` integer PRIMARY KEY AUTOINCREMENT NOT NULL,
	`appuser_id` integer NOT NULL,
	`points` integer DEFAULT 0 NOT NULL,
	`created` text NOT NULL,
	`last_activity` text,
	FOREIGN KEY (`appuser_id`) REFERENCES `app_user`(`id`) ON UPDATE no action ON DELETE cascade,
	CONSTRAINT "customer_relationship_points_not_negative" CHECK("customer_relationship"."points" >= 0)
);
--> statement-breakpoint
CREATE UNIQUE INDEX `customer_relationship_appuser_id` ON `customer_relationship` (`appuser_id`);--> statement-breakpoint
CREATE INDEX `customer_relationship_points` ON `customer_relationship` (`points`);--> statement-breakpoint
CREATE INDEX `customer_relationship_created` ON `customer_relationship` (`created`);--> statement-breakpoint
CREATE INDEX `customer_relationship_last_activity` ON `customer_relationship` (`last_activity`);--> statement-breakpoint
CREATE TABLE `data_state` (
	`id` integer PRIMARY KEY NOT NULL,
	`version` integer NOT NULL,
	`contacts` integer NOT NULL
);
--> statement-breakpoint
CREATE TABLE `seed_run` (
	`id` integer PRIMARY KEY NOT NULL,
	`seed` integer NOT NULL,
	`contacts` integer NOT NULL,
	`loaded` integer NOT NULL,
	`finished` integer NOT NULL
);
