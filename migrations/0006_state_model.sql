CREATE TABLE "wakes" (
	"operation_id" text NOT NULL,
	"protocol" text NOT NULL,
	"chain" text NOT NULL,
	"number" bigint,
	"time" timestamp with time zone
);
--> statement-breakpoint
DROP INDEX "operations_orphaned";--> statement-breakpoint
DROP INDEX "operations_awaiting_origin";--> statement-breakpoint
DROP INDEX "events_lost";--> statement-breakpoint
ALTER TABLE "checkpoints" ADD COLUMN "start_time" timestamp with time zone;--> statement-breakpoint
ALTER TABLE "legs" ADD COLUMN "outcome" text DEFAULT 'success' NOT NULL;--> statement-breakpoint
ALTER TABLE "legs" ADD COLUMN "version" integer DEFAULT 1 NOT NULL;--> statement-breakpoint
CREATE INDEX "wakes_operation" ON "wakes" USING btree ("operation_id");--> statement-breakpoint
CREATE INDEX "wakes_number" ON "wakes" USING btree ("protocol","chain","number");--> statement-breakpoint
CREATE INDEX "wakes_time" ON "wakes" USING btree ("protocol","chain","time");--> statement-breakpoint
CREATE INDEX "events_lost" ON "events" USING btree ("transaction","chain") WHERE not canonical;--> statement-breakpoint
-- What folds say has grown: every operation is folded again.
INSERT INTO "dirty" ("key", "cause") SELECT "id", '{"type": "rebuild"}' FROM "operations";
