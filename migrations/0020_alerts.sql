CREATE TABLE "alert_channels" (
	"name" text PRIMARY KEY NOT NULL,
	"paused_until" timestamp with time zone DEFAULT now() NOT NULL,
	"leased_until" timestamp with time zone DEFAULT now() NOT NULL
);
--> statement-breakpoint
CREATE TABLE "alert_events" (
	"seq" bigserial PRIMARY KEY NOT NULL,
	"alert_id" text NOT NULL,
	"type" text NOT NULL,
	"at" timestamp with time zone NOT NULL,
	"by" text,
	"note" text
);
--> statement-breakpoint
CREATE TABLE "alert_marks" (
	"rule" text NOT NULL,
	"operation_id" text NOT NULL,
	"protocol" text NOT NULL,
	"origin_chain" text,
	"destination_chain" text,
	"flags" text[] NOT NULL,
	"since" timestamp with time zone NOT NULL,
	"closed" boolean DEFAULT false NOT NULL,
	CONSTRAINT "alert_marks_rule_operation_id_pk" PRIMARY KEY("rule","operation_id")
);
--> statement-breakpoint
CREATE TABLE "alert_notices" (
	"id" bigserial PRIMARY KEY NOT NULL,
	"alert_id" text NOT NULL,
	"channel" text NOT NULL,
	"kind" text NOT NULL,
	"state" text DEFAULT 'pending' NOT NULL,
	"tries" integer DEFAULT 0 NOT NULL,
	"failing_since" timestamp with time zone,
	"next_at" timestamp with time zone DEFAULT now(),
	"last_status" integer,
	"last_reason" text,
	"created_at" timestamp with time zone DEFAULT now() NOT NULL,
	"settled_at" timestamp with time zone
);
--> statement-breakpoint
CREATE TABLE "alert_rounds" (
	"rule" text PRIMARY KEY NOT NULL,
	"next_at" timestamp with time zone NOT NULL,
	"memo" jsonb DEFAULT '{}'::jsonb NOT NULL
);
--> statement-breakpoint
CREATE TABLE "alerts" (
	"id" text PRIMARY KEY NOT NULL,
	"fingerprint" text NOT NULL,
	"rule" text NOT NULL,
	"subject" text NOT NULL,
	"state" text NOT NULL,
	"severity" text NOT NULL,
	"protocol" text,
	"origin_chain" text,
	"destination_chain" text,
	"chain" text,
	"operation_id" text,
	"text" jsonb NOT NULL,
	"holds" boolean NOT NULL,
	"since" timestamp with time zone NOT NULL,
	"checks" integer NOT NULL,
	"opened_at" timestamp with time zone,
	"notified_at" timestamp with time zone,
	"acknowledged_at" timestamp with time zone,
	"escalated_at" timestamp with time zone,
	"resolved_at" timestamp with time zone,
	"silenced" boolean DEFAULT false NOT NULL,
	"group_id" text,
	"version" integer DEFAULT 1 NOT NULL,
	"updated_at" timestamp with time zone DEFAULT now() NOT NULL
);
--> statement-breakpoint
CREATE TABLE "lane_hours" (
	"protocol" text NOT NULL,
	"origin_chain" text NOT NULL,
	"destination_chain" text NOT NULL,
	"hour" timestamp with time zone NOT NULL,
	"operations" integer NOT NULL,
	"last_at" timestamp with time zone NOT NULL,
	CONSTRAINT "lane_hours_protocol_origin_chain_destination_chain_hour_pk" PRIMARY KEY("protocol","origin_chain","destination_chain","hour")
);
--> statement-breakpoint
CREATE TABLE "silences" (
	"id" text PRIMARY KEY NOT NULL,
	"rule" text,
	"protocol" text,
	"origin_chain" text,
	"destination_chain" text,
	"operation_id" text,
	"until" timestamp with time zone NOT NULL,
	"comment" text NOT NULL,
	"created_by" text NOT NULL,
	"created_at" timestamp with time zone DEFAULT now() NOT NULL
);
--> statement-breakpoint
CREATE INDEX "alert_events_alert" ON "alert_events" USING btree ("alert_id","seq");--> statement-breakpoint
CREATE INDEX "alert_marks_open" ON "alert_marks" USING btree ("rule","since") WHERE not closed;--> statement-breakpoint
CREATE INDEX "alert_notices_due" ON "alert_notices" USING btree ("channel","next_at") WHERE next_at is not null;--> statement-breakpoint
CREATE INDEX "alert_notices_alert" ON "alert_notices" USING btree ("alert_id","channel","id");--> statement-breakpoint
CREATE INDEX "alert_notices_settled" ON "alert_notices" USING btree ("settled_at") WHERE settled_at is not null;--> statement-breakpoint
CREATE UNIQUE INDEX "alerts_live" ON "alerts" USING btree ("fingerprint") WHERE state <> 'resolved';--> statement-breakpoint
CREATE INDEX "alerts_fingerprint" ON "alerts" USING btree ("fingerprint","resolved_at");--> statement-breakpoint
CREATE INDEX "alerts_rule_live" ON "alerts" USING btree ("rule") WHERE state <> 'resolved';--> statement-breakpoint
CREATE INDEX "alerts_page" ON "alerts" USING btree ("opened_at","id");--> statement-breakpoint
CREATE INDEX "alerts_state" ON "alerts" USING btree ("state","opened_at","id");--> statement-breakpoint
CREATE INDEX "alerts_rule" ON "alerts" USING btree ("rule","opened_at","id");--> statement-breakpoint
CREATE INDEX "alerts_protocol" ON "alerts" USING btree ("protocol","opened_at","id");--> statement-breakpoint
CREATE INDEX "alerts_origin" ON "alerts" USING btree ("origin_chain","opened_at","id");--> statement-breakpoint
CREATE INDEX "alerts_destination" ON "alerts" USING btree ("destination_chain","opened_at","id");--> statement-breakpoint
CREATE INDEX "alerts_operation" ON "alerts" USING btree ("operation_id","opened_at","id");--> statement-breakpoint
CREATE INDEX "lane_hours_hour" ON "lane_hours" USING btree ("hour");--> statement-breakpoint
CREATE INDEX "silences_until" ON "silences" USING btree ("until","id");