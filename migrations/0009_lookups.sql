CREATE TABLE "lookups" (
	"key" text NOT NULL,
	"step" text NOT NULL,
	"chain" text NOT NULL,
	"event_id" bigint NOT NULL,
	"body" jsonb NOT NULL,
	"next_at" timestamp with time zone DEFAULT now(),
	"tries" integer DEFAULT 0 NOT NULL,
	"done" boolean DEFAULT false NOT NULL,
	CONSTRAINT "lookups_key_step_chain_event_id_pk" PRIMARY KEY("key","step","chain","event_id")
);
--> statement-breakpoint
ALTER TABLE "events" ADD COLUMN "call" jsonb;--> statement-breakpoint
ALTER TABLE "events" ADD COLUMN "asked" boolean DEFAULT false NOT NULL;--> statement-breakpoint
CREATE INDEX "lookups_event" ON "lookups" USING btree ("event_id");--> statement-breakpoint
CREATE INDEX "lookups_open" ON "lookups" USING btree ("chain","next_at") WHERE not done;--> statement-breakpoint
CREATE INDEX "events_asked" ON "events" USING btree ("chain","id") WHERE asked and canonical and not verified;