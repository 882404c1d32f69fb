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
	"required" text[] NOT NULL,
	"reached" text[] NOT NULL,
	"skipped" text[] NOT NULL,
	"stopped_at" text
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
CREATE INDEX "funnel_steps_span" ON "funnel_steps" USING btree ("begins_at");--> statement-breakpoint
CREATE INDEX "lane_times_span" ON "lane_times" USING btree ("grain","begins_at");--> statement-breakpoint
CREATE INDEX "operation_summaries_started" ON "operation_summaries" USING btree ("started_at");--> statement-breakpoint
CREATE INDEX "stale_spans_due" ON "stale_spans" USING btree ("due_at");--> statement-breakpoint
CREATE INDEX "events_time" ON "events" USING brin ("block_time" timestamptz_minmax_multi_ops) WITH (autosummarize=true);--> statement-breakpoint
CREATE INDEX "transitions_time" ON "transitions" USING brin ("observed_at") WITH (autosummarize=true);