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
CREATE TABLE "followers" (
	"name" text PRIMARY KEY NOT NULL,
	"seq" bigint DEFAULT 0 NOT NULL
);
--> statement-breakpoint
CREATE TABLE "funnel_steps" (
	"begins_at" timestamp with time zone NOT NULL,
	"protocol" text NOT NULL,
	"kind" text NOT NULL,
	"origin_chain" text,
	"destination_chain" text,
	"place" integer NOT NULL,
	"step" text NOT NULL,
	"role" text,
	"stage" text,
	"operations" integer NOT NULL,
	"reached" integer NOT NULL,
	"skipped" integer NOT NULL,
	"waiting" integer NOT NULL,
	"ended" integer NOT NULL,
	"refreshed_at" timestamp with time zone DEFAULT now() NOT NULL
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
CREATE TABLE "lane_times" (
	"grain" text NOT NULL,
	"begins_at" timestamp with time zone NOT NULL,
	"protocol" text NOT NULL,
	"origin_chain" text,
	"destination_chain" text,
	"size_bucket" text NOT NULL,
	"operations" integer NOT NULL,
	"open" integer NOT NULL,
	"completed" integer NOT NULL,
	"refunded" integer NOT NULL,
	"ended_otherwise" integer NOT NULL,
	"p50" double precision,
	"p90" double precision,
	"p99" double precision,
	"refreshed_at" timestamp with time zone DEFAULT now() NOT NULL
);
--> statement-breakpoint
CREATE TABLE "operation_health" (
	"operation_id" text PRIMARY KEY NOT NULL,
	"version" integer NOT NULL,
	"protocol" text NOT NULL,
	"kind" text NOT NULL,
	"origin_chain" text,
	"destination_chain" text,
	"step" text NOT NULL,
	"stage" text NOT NULL,
	"awaited_chain" text,
	"since" timestamp with time zone NOT NULL,
	"health" text NOT NULL,
	"reason" text,
	"detail" text,
	"health_since" timestamp with time zone NOT NULL,
	"eta_from" timestamp with time zone,
	"eta_to" timestamp with time zone,
	"baseline" jsonb,
	"check_at" timestamp with time zone,
	"deferred" boolean DEFAULT false NOT NULL,
	"started_at" timestamp with time zone NOT NULL,
	"updated_at" timestamp with time zone NOT NULL
);
--> statement-breakpoint
CREATE TABLE "operation_summaries" (
	"operation_id" text PRIMARY KEY NOT NULL,
	"version" integer NOT NULL,
	"protocol" text NOT NULL,
	"kind" text NOT NULL,
	"origin_chain" text,
	"destination_chain" text,
	"size_bucket" text NOT NULL,
	"status" text NOT NULL,
	"started_at" timestamp with time zone NOT NULL,
	"ended_at" timestamp with time zone,
	"seconds" integer,
	"required" text[] NOT NULL,
	"reached" text[] NOT NULL,
	"skipped" text[] NOT NULL,
	"stopped_at" text
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
CREATE TABLE "stage_baselines" (
	"protocol" text NOT NULL,
	"origin_chain" text NOT NULL,
	"destination_chain" text NOT NULL,
	"step" text NOT NULL,
	"p50" double precision,
	"p90" double precision,
	"p99" double precision,
	"sample" integer DEFAULT 0 NOT NULL,
	"window_from" timestamp with time zone,
	"window_through" timestamp with time zone,
	"refreshed_at" timestamp with time zone,
	"stale" boolean DEFAULT true NOT NULL,
	CONSTRAINT "stage_baselines_protocol_origin_chain_destination_chain_step_pk" PRIMARY KEY("protocol","origin_chain","destination_chain","step")
);
--> statement-breakpoint
CREATE TABLE "stage_times" (
	"operation_id" text NOT NULL,
	"step" text NOT NULL,
	"protocol" text NOT NULL,
	"kind" text NOT NULL,
	"origin_chain" text,
	"destination_chain" text,
	"stage" text NOT NULL,
	"from_time" timestamp with time zone NOT NULL,
	"until_time" timestamp with time zone,
	"seconds" integer,
	CONSTRAINT "stage_times_operation_id_step_pk" PRIMARY KEY("operation_id","step")
);
--> statement-breakpoint
CREATE TABLE "stale_spans" (
	"grain" text NOT NULL,
	"begins_at" timestamp with time zone NOT NULL,
	"due_at" timestamp with time zone NOT NULL,
	CONSTRAINT "stale_spans_grain_begins_at_pk" PRIMARY KEY("grain","begins_at")
);
--> statement-breakpoint
CREATE TABLE "summary_rounds" (
	"name" text PRIMARY KEY NOT NULL,
	"seq" bigint DEFAULT 0 NOT NULL,
	"swept_through" text DEFAULT '' NOT NULL,
	"caught_up_at" timestamp with time zone
);
--> statement-breakpoint
ALTER TABLE "chains" ADD COLUMN "moved_at" timestamp with time zone;--> statement-breakpoint
ALTER TABLE "webhooks" ADD COLUMN "failed_at" timestamp with time zone;--> statement-breakpoint
ALTER TABLE "webhooks" ADD COLUMN "failed_for_ms" double precision DEFAULT 0 NOT NULL;--> statement-breakpoint
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
CREATE INDEX "funnel_steps_span" ON "funnel_steps" USING btree ("begins_at");--> statement-breakpoint
CREATE INDEX "lane_hours_hour" ON "lane_hours" USING btree ("hour");--> statement-breakpoint
CREATE INDEX "lane_times_span" ON "lane_times" USING btree ("grain","begins_at");--> statement-breakpoint
CREATE INDEX "operation_health_due" ON "operation_health" USING btree ("check_at") WHERE check_at is not null;--> statement-breakpoint
CREATE INDEX "operation_health_deferred" ON "operation_health" USING btree ("protocol","awaited_chain","since") WHERE deferred;--> statement-breakpoint
CREATE INDEX "operation_health_updated" ON "operation_health" USING btree ("health","updated_at","operation_id");--> statement-breakpoint
CREATE INDEX "operation_health_started" ON "operation_health" USING btree ("health","started_at","operation_id");--> statement-breakpoint
CREATE INDEX "operation_health_awaited_updated" ON "operation_health" USING btree ("protocol","awaited_chain","updated_at");--> statement-breakpoint
CREATE INDEX "operation_health_awaited_started" ON "operation_health" USING btree ("protocol","awaited_chain","started_at");--> statement-breakpoint
CREATE INDEX "operation_health_lane" ON "operation_health" USING btree ("protocol","origin_chain","destination_chain","health");--> statement-breakpoint
CREATE INDEX "operation_summaries_started" ON "operation_summaries" USING btree ("started_at");--> statement-breakpoint
CREATE INDEX "silences_until" ON "silences" USING btree ("until","id");--> statement-breakpoint
CREATE INDEX "stage_baselines_stale" ON "stage_baselines" USING btree ("refreshed_at") WHERE stale;--> statement-breakpoint
CREATE INDEX "stage_times_lane" ON "stage_times" USING btree ("protocol","origin_chain","destination_chain","step","until_time");--> statement-breakpoint
CREATE INDEX "stale_spans_due" ON "stale_spans" USING btree ("due_at");--> statement-breakpoint
CREATE INDEX "events_time" ON "events" USING brin ("block_time" timestamptz_minmax_multi_ops) WITH (autosummarize=true);--> statement-breakpoint
CREATE INDEX "transitions_time" ON "transitions" USING brin ("observed_at") WITH (autosummarize=true);--> statement-breakpoint
CREATE INDEX "webhook_deliveries_settled" ON "webhook_deliveries" USING btree ("state","settled_at") WHERE settled_at is not null;