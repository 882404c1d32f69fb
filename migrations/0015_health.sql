CREATE TABLE "followers" (
	"name" text PRIMARY KEY NOT NULL,
	"seq" bigint DEFAULT 0 NOT NULL
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
ALTER TABLE "chains" ADD COLUMN "moved_at" timestamp with time zone;--> statement-breakpoint
CREATE INDEX "operation_health_due" ON "operation_health" USING btree ("check_at") WHERE check_at is not null;--> statement-breakpoint
CREATE INDEX "operation_health_deferred" ON "operation_health" USING btree ("protocol","awaited_chain") WHERE deferred;--> statement-breakpoint
CREATE INDEX "operation_health_updated" ON "operation_health" USING btree ("health","updated_at","operation_id");--> statement-breakpoint
CREATE INDEX "operation_health_started" ON "operation_health" USING btree ("health","started_at","operation_id");--> statement-breakpoint
CREATE INDEX "operation_health_awaited" ON "operation_health" USING btree ("protocol","awaited_chain","updated_at");--> statement-breakpoint
CREATE INDEX "operation_health_lane" ON "operation_health" USING btree ("protocol","origin_chain","destination_chain","health");--> statement-breakpoint
CREATE INDEX "stage_baselines_stale" ON "stage_baselines" USING btree ("refreshed_at") WHERE stale;--> statement-breakpoint
CREATE INDEX "stage_times_lane" ON "stage_times" USING btree ("protocol","origin_chain","destination_chain","step","until_time");