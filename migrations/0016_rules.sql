CREATE TABLE "followed_chains" (
	"chain" text PRIMARY KEY NOT NULL,
	"at" timestamp with time zone NOT NULL,
	"settled_at" timestamp with time zone
);
--> statement-breakpoint
CREATE TABLE "health_policy" (
	"name" text PRIMARY KEY NOT NULL,
	"blind_after_seconds" double precision NOT NULL
);
--> statement-breakpoint
ALTER TABLE "alert_channels" ADD COLUMN "dead_since" timestamp with time zone;--> statement-breakpoint
ALTER TABLE "alert_channels" ADD COLUMN "dead_reason" text;--> statement-breakpoint
ALTER TABLE "alerts" ADD COLUMN "told_size" integer;--> statement-breakpoint
ALTER TABLE "alerts" ADD COLUMN "told_at" timestamp with time zone;