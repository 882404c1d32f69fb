CREATE TABLE "gone_operations" (
	"id" bigserial PRIMARY KEY NOT NULL,
	"operation_id" text NOT NULL
);
--> statement-breakpoint
DROP INDEX "events_time";--> statement-breakpoint
CREATE INDEX "events_time" ON "events" USING btree ("block_time");