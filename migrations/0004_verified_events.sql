ALTER TABLE "events" ADD COLUMN "verified" boolean DEFAULT false NOT NULL;--> statement-breakpoint
CREATE INDEX "operations_orphaned" ON "operations" USING btree ("id") WHERE stage in ('origin_orphaned', 'attestation_orphaned', 'destination_orphaned');--> statement-breakpoint
-- What counted as seen twice by its block counts by itself from now on.
UPDATE "events"
SET "verified" = true
FROM "checkpoints"
WHERE "checkpoints"."chain" = "events"."chain" AND "checkpoints"."protocol" = "events"."protocol"
  AND "checkpoints"."contract" = "events"."emitter" AND "checkpoints"."verified" @> "events"."block_number"
  AND "events"."canonical";
