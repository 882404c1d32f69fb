CREATE TABLE "quarantine" (
	"key" text PRIMARY KEY NOT NULL,
	"protocol" text,
	"code" text NOT NULL,
	"reason" text NOT NULL,
	"operations" text[] NOT NULL,
	"failures" integer NOT NULL,
	"cause" jsonb NOT NULL,
	"since" timestamp with time zone DEFAULT now() NOT NULL
);
--> statement-breakpoint
CREATE INDEX "quarantine_since" ON "quarantine" USING btree ("since","key");--> statement-breakpoint
CREATE INDEX "dirty_reorgs" ON "dirty" USING btree ("key") WHERE cause ->> 'type' = 'reorg';