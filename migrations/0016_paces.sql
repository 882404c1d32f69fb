ALTER TABLE "stage_baselines" DROP CONSTRAINT "stage_baselines_protocol_origin_chain_destination_chain_step_pk";--> statement-breakpoint
ALTER TABLE "operation_health" ADD COLUMN "pace" text;--> statement-breakpoint
ALTER TABLE "stage_baselines" ADD COLUMN "pace" text DEFAULT 'all' NOT NULL;--> statement-breakpoint
ALTER TABLE "stage_times" ADD COLUMN "pace" text;--> statement-breakpoint
CREATE INDEX "alert_notices_dead" ON "alert_notices" USING btree ("channel") WHERE state = 'dead';--> statement-breakpoint
CREATE UNIQUE INDEX "stage_baselines_step" ON "stage_baselines" USING btree ("protocol","origin_chain","destination_chain","step","pace");--> statement-breakpoint
CREATE INDEX "stage_times_pace" ON "stage_times" USING btree ("protocol","origin_chain","destination_chain","step","pace","until_time") WHERE pace is not null;--> statement-breakpoint
-- Which pace operations have is read from their rows by the rules: the log is followed again from its beginning, which writes
-- all of this anew. Verdicts stand meanwhile.
DELETE FROM "followers" WHERE "name" = 'health';--> statement-breakpoint
UPDATE "operation_health" SET "baseline" = "baseline" || '{"pace": null}' WHERE "baseline" ->> 'source' = 'lane';
