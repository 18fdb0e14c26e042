DROP INDEX `customer_relationship_points`;--> statement-breakpoint
DROP INDEX `customer_relationship_created`;--> statement-breakpoint
DROP INDEX `customer_relationship_last_activity`;--> statement-breakpoint
CREATE INDEX `customer_relationship_points` ON `customer_relationship` (`points`,`appuser_id`);--> statement-breakpoint
CREATE INDEX `customer_relationship_created` ON `customer_relationship` (`created`,`appuser_id`);--> statement-breakpoint
CREATE INDEX `customer_relationship_last_activity` ON `customer_relationship` (`last_activity`,`appuser_id`);--> statement-breakpoint
CREATE INDEX `address_country_city` ON `address` (`country_folded`,`city_folded`);--> statement-breakpoint
CREATE INDEX `address_city_country` ON `address` (`city_folded`,`country_folded`);