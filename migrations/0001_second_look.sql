CREATE TABLE "incidents" (
	"id" bigserial PRIMARY KEY NOT NULL,
	"chain" text NOT NULL,
	"kind" text NOT NULL,
	"reorg_id" bigint NOT NULL,
	"ancestor_number" bigint NOT NULL,
	"finalized_number" bigint NOT NULL,
	"opened_at" timestamp with time zone DEFAULT now() NOT NULL,
	"closed_at" timestamp with time zone
);
--> statement-breakpoint
ALTER TABLE "events" DROP CONSTRAINT "events_position";--> statement-breakpoint
DROP INDEX "events_transaction";--> statement-breakpoint
ALTER TABLE "chains" ADD COLUMN "generation" bigint DEFAULT 0 NOT NULL;--> statement-breakpoint
ALTER TABLE "checkpoints" ADD COLUMN "verified" "int8multirange" DEFAULT '{}' NOT NULL;--> statement-breakpoint
ALTER TABLE "incidents" ADD CONSTRAINT "incidents_reorg_id_reorgs_id_fk" FOREIGN KEY ("reorg_id") REFERENCES "public"."reorgs"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
CREATE INDEX "incidents_open" ON "incidents" USING btree ("chain") WHERE closed_at is null;--> statement-breakpoint
ALTER TABLE "events" ADD CONSTRAINT "events_position" UNIQUE("transaction","block_hash","log_index","chain");--> statement-breakpoint
-- What was read before this version counts as it did before: final operations stay final.
UPDATE "checkpoints"
SET "verified" = "ranges" * int8multirange(int8range(NULL, "chains"."finalized_number" + 1))
FROM "chains"
WHERE "chains"."id" = "checkpoints"."chain" AND "chains"."finalized_number" IS NOT NULL;
