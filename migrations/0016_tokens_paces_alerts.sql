CREATE TABLE "followed_chains" (
	"chain" text PRIMARY KEY NOT NULL,
	"at" timestamp with time zone NOT NULL,
	"settled_at" timestamp with time zone
);
--> statement-breakpoint
CREATE TABLE "tokens" (
	"chain" text NOT NULL,
	"address" text NOT NULL,
	"decimals" smallint,
	"symbol" text,
	"reason" text,
	"attempts" integer DEFAULT 0 NOT NULL,
	"asked_at" timestamp with time zone,
	"next_at" timestamp with time zone DEFAULT now(),
	CONSTRAINT "tokens_chain_address_pk" PRIMARY KEY("chain","address")
);
--> statement-breakpoint
CREATE TABLE "gone_operations" (
	"id" bigserial PRIMARY KEY NOT NULL,
	"operation_id" text NOT NULL
);
--> statement-breakpoint
CREATE TABLE "health_policy" (
	"name" text PRIMARY KEY NOT NULL,
	"blind_after_seconds" double precision NOT NULL
);
--> statement-breakpoint
DROP INDEX "events_time";--> statement-breakpoint
ALTER TABLE "stage_baselines" DROP CONSTRAINT "stage_baselines_protocol_origin_chain_destination_chain_step_pk";--> statement-breakpoint
ALTER TABLE "alert_channels" ADD COLUMN "dead_since" timestamp with time zone;--> statement-breakpoint
ALTER TABLE "alert_channels" ADD COLUMN "dead_reason" text;--> statement-breakpoint
ALTER TABLE "alerts" ADD COLUMN "told_size" integer;--> statement-breakpoint
ALTER TABLE "alerts" ADD COLUMN "told_at" timestamp with time zone;--> statement-breakpoint
ALTER TABLE "operation_health" ADD COLUMN "pace" text;--> statement-breakpoint
ALTER TABLE "stage_baselines" ADD COLUMN "pace" text DEFAULT 'all' NOT NULL;--> statement-breakpoint
ALTER TABLE "stage_times" ADD COLUMN "pace" text;--> statement-breakpoint
CREATE INDEX "tokens_due" ON "tokens" USING btree ("chain","next_at") WHERE next_at is not null;--> statement-breakpoint
CREATE INDEX "alert_notices_dead" ON "alert_notices" USING btree ("channel") WHERE state = 'dead';--> statement-breakpoint
CREATE UNIQUE INDEX "stage_baselines_step" ON "stage_baselines" USING btree ("protocol","origin_chain","destination_chain","step","pace");--> statement-breakpoint
CREATE INDEX "stage_times_pace" ON "stage_times" USING btree ("protocol","origin_chain","destination_chain","step","pace","until_time") WHERE pace is not null;--> statement-breakpoint
CREATE INDEX "events_time" ON "events" USING btree ("block_time");--> statement-breakpoint
-- Which pace operations have is read from their rows by the rules: the log is followed again from its beginning, which writes
-- all of this anew. Verdicts stand meanwhile.
DELETE FROM "followers" WHERE "name" = 'health';--> statement-breakpoint
UPDATE "operation_health" SET "baseline" = "baseline" || '{"pace": null}' WHERE "baseline" ->> 'source' = 'lane';
