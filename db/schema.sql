CREATE TABLE "blocks" (
	"chain" text NOT NULL,
	"number" bigint NOT NULL,
	"hash" text NOT NULL,
	"parent_hash" text NOT NULL,
	"time" timestamp with time zone NOT NULL,
	"canonical" boolean DEFAULT true NOT NULL,
	CONSTRAINT "blocks_chain_hash_pk" PRIMARY KEY("chain","hash")
);

CREATE TABLE "chains" (
	"id" text PRIMARY KEY NOT NULL,
	"name" text NOT NULL,
	"safe_rule" text NOT NULL,
	"finalized_rule" text NOT NULL,
	"explorer" text,
	"head_number" bigint,
	"head_hash" text,
	"head_time" timestamp with time zone,
	"safe_number" bigint,
	"finalized_number" bigint,
	"generation" bigint DEFAULT 0 NOT NULL,
	"endpoints" jsonb DEFAULT '[]'::jsonb NOT NULL,
	"seen_at" timestamp with time zone,
	"moved_at" timestamp with time zone,
	CONSTRAINT "chains_name_unique" UNIQUE("name")
);

CREATE TABLE "checkpoints" (
	"chain" text NOT NULL,
	"protocol" text NOT NULL,
	"contract" text NOT NULL,
	"version" smallint NOT NULL,
	"start_block" bigint NOT NULL,
	"start_time" timestamp with time zone,
	"ranges" "int8multirange" DEFAULT '{}' NOT NULL,
	"verified" "int8multirange" DEFAULT '{}' NOT NULL,
	CONSTRAINT "checkpoints_chain_protocol_contract_pk" PRIMARY KEY("chain","protocol","contract")
);

CREATE TABLE "events" (
	"id" bigserial PRIMARY KEY NOT NULL,
	"chain" text NOT NULL,
	"block_number" bigint NOT NULL,
	"block_hash" text NOT NULL,
	"block_time" timestamp with time zone NOT NULL,
	"transaction" text NOT NULL,
	"log_index" integer NOT NULL,
	"emitter" text NOT NULL,
	"topic0" text NOT NULL,
	"topic1" text,
	"topic2" text,
	"topic3" text,
	"data" "bytea" NOT NULL,
	"ordinal" integer NOT NULL,
	"receipt_index" integer,
	"call" jsonb,
	"asked" boolean DEFAULT false NOT NULL,
	"protocol" text NOT NULL,
	"name" text NOT NULL,
	"error" text,
	"canonical" boolean DEFAULT true NOT NULL,
	"verified" boolean DEFAULT false NOT NULL,
	"orphaned_at" timestamp with time zone,
	"observed_at" timestamp with time zone DEFAULT now() NOT NULL,
	CONSTRAINT "events_position" UNIQUE("transaction","block_hash","log_index","chain")
);

CREATE TABLE "followed_chains" (
	"chain" text PRIMARY KEY NOT NULL,
	"at" timestamp with time zone NOT NULL,
	"settled_at" timestamp with time zone
);

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

CREATE TABLE "named_contracts" (
	"protocol" text NOT NULL,
	"chain" text NOT NULL,
	"field" text NOT NULL,
	"address" text NOT NULL,
	"found_at" timestamp with time zone DEFAULT now() NOT NULL,
	CONSTRAINT "named_contracts_protocol_chain_field_pk" PRIMARY KEY("protocol","chain","field")
);

CREATE TABLE "reorgs" (
	"id" bigserial PRIMARY KEY NOT NULL,
	"chain" text NOT NULL,
	"depth" integer NOT NULL,
	"ancestor_number" bigint NOT NULL,
	"old_hash" text NOT NULL,
	"new_hash" text NOT NULL,
	"detected_at" timestamp with time zone DEFAULT now() NOT NULL
);

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

CREATE TABLE "aliases" (
	"alias" text PRIMARY KEY NOT NULL,
	"operation_id" text NOT NULL
);

CREATE TABLE "dirty" (
	"seq" bigserial PRIMARY KEY NOT NULL,
	"key" text NOT NULL,
	"failures" integer DEFAULT 0 NOT NULL,
	"cause" jsonb NOT NULL,
	"marked_at" timestamp with time zone DEFAULT now() NOT NULL
);

CREATE TABLE "legs" (
	"event_id" bigint PRIMARY KEY NOT NULL,
	"protocol" text NOT NULL,
	"step" text NOT NULL,
	"role" text NOT NULL,
	"outcome" text DEFAULT 'success' NOT NULL,
	"version" integer DEFAULT 1 NOT NULL,
	"about" jsonb NOT NULL,
	"operation_id" text
);

CREATE TABLE "links" (
	"key" text NOT NULL,
	"event_id" bigint NOT NULL,
	"kind" text NOT NULL,
	"rule" text NOT NULL,
	CONSTRAINT "links_key_event_id_pk" PRIMARY KEY("key","event_id")
);

CREATE TABLE "operations" (
	"id" text PRIMARY KEY NOT NULL,
	"protocol" text NOT NULL,
	"kind" text NOT NULL,
	"status" text NOT NULL,
	"stage" text NOT NULL,
	"final" boolean NOT NULL,
	"origin_chain" text,
	"destination_chain" text,
	"sender" text,
	"recipient" text,
	"started_at" timestamp with time zone NOT NULL,
	"updated_at" timestamp with time zone NOT NULL,
	"version" integer NOT NULL,
	"body" jsonb NOT NULL
);

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

CREATE TABLE "rule_versions" (
	"protocol" text PRIMARY KEY NOT NULL,
	"version" smallint NOT NULL,
	"since" timestamp with time zone DEFAULT now() NOT NULL
);

CREATE TABLE "transitions" (
	"seq" bigserial PRIMARY KEY NOT NULL,
	"operation_id" text NOT NULL,
	"version" integer NOT NULL,
	"from_status" text,
	"to_status" text NOT NULL,
	"from_stage" text,
	"to_stage" text NOT NULL,
	"final" boolean NOT NULL,
	"changes" jsonb NOT NULL,
	"cause" jsonb NOT NULL,
	"as_of" jsonb NOT NULL,
	"rules_version" smallint NOT NULL,
	"chain_time" timestamp with time zone NOT NULL,
	"observed_at" timestamp with time zone DEFAULT now() NOT NULL,
	CONSTRAINT "transitions_version" UNIQUE("operation_id","version")
);

CREATE TABLE "wakes" (
	"operation_id" text NOT NULL,
	"protocol" text NOT NULL,
	"chain" text NOT NULL,
	"number" bigint,
	"time" timestamp with time zone
);

CREATE TABLE "report_rounds" (
	"reporter" text PRIMARY KEY NOT NULL,
	"seq" bigint DEFAULT 0 NOT NULL,
	"next_at" timestamp with time zone DEFAULT now() NOT NULL,
	"failures" integer DEFAULT 0 NOT NULL
);

CREATE TABLE "reports" (
	"reporter" text NOT NULL,
	"subject" text NOT NULL,
	"protocol" text NOT NULL,
	"asked" text NOT NULL,
	"happened_at" timestamp with time zone NOT NULL,
	"state" text,
	"transaction" text,
	"details" jsonb DEFAULT '{}'::jsonb NOT NULL,
	"since" timestamp with time zone,
	"observed_at" timestamp with time zone,
	"first_seen_at" timestamp with time zone DEFAULT now() NOT NULL,
	"changes" jsonb DEFAULT '[]'::jsonb NOT NULL,
	"revision" integer DEFAULT 0 NOT NULL,
	"next_at" timestamp with time zone DEFAULT now(),
	"failures" integer DEFAULT 0 NOT NULL,
	CONSTRAINT "reports_subject_reporter_pk" PRIMARY KEY("subject","reporter")
);

CREATE TABLE "api_keys" (
	"id" text PRIMARY KEY NOT NULL,
	"name" text NOT NULL,
	"hash" text NOT NULL,
	"prefix" text NOT NULL,
	"scopes" text[] NOT NULL,
	"created_at" timestamp with time zone DEFAULT now() NOT NULL,
	"expires_at" timestamp with time zone,
	"revoked_at" timestamp with time zone,
	"last_used_at" timestamp with time zone,
	CONSTRAINT "api_keys_hash_unique" UNIQUE("hash")
);

CREATE TABLE "client_refs" (
	"key_id" text NOT NULL,
	"ref" text NOT NULL,
	"transaction" text,
	"chain" text,
	"link" text,
	"set_at" timestamp with time zone DEFAULT now() NOT NULL,
	CONSTRAINT "client_refs_key_id_ref_pk" PRIMARY KEY("key_id","ref")
);

CREATE TABLE "webhook_deliveries" (
	"id" text PRIMARY KEY NOT NULL,
	"webhook_id" text NOT NULL,
	"seq" bigint,
	"operation_id" text,
	"version" integer,
	"state" text DEFAULT 'pending' NOT NULL,
	"tries" integer DEFAULT 0 NOT NULL,
	"failing_since" timestamp with time zone,
	"next_at" timestamp with time zone,
	"last_tried_at" timestamp with time zone,
	"last_status" smallint,
	"last_reason" text,
	"created_at" timestamp with time zone DEFAULT now() NOT NULL,
	"settled_at" timestamp with time zone,
	CONSTRAINT "webhook_deliveries_seq" UNIQUE("webhook_id","seq")
);

CREATE TABLE "webhooks" (
	"id" text PRIMARY KEY NOT NULL,
	"url" text NOT NULL,
	"description" text DEFAULT '' NOT NULL,
	"filter" jsonb NOT NULL,
	"conditions" jsonb NOT NULL,
	"quality" text NOT NULL,
	"secret" text NOT NULL,
	"former_secret" text,
	"former_secret_until" timestamp with time zone,
	"enabled" boolean DEFAULT true NOT NULL,
	"disabled_reason" text,
	"disabled_at" timestamp with time zone,
	"position" bigint NOT NULL,
	"replay_after" bigint,
	"replay_through" bigint,
	"failures" integer DEFAULT 0 NOT NULL,
	"failing_since" timestamp with time zone,
	"failed_at" timestamp with time zone,
	"failed_for_ms" double precision DEFAULT 0 NOT NULL,
	"paused_until" timestamp with time zone DEFAULT now() NOT NULL,
	"leased_until" timestamp with time zone DEFAULT now() NOT NULL,
	"created_at" timestamp with time zone DEFAULT now() NOT NULL,
	"updated_at" timestamp with time zone DEFAULT now() NOT NULL
);

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

CREATE TABLE "gone_operations" (
	"id" bigserial PRIMARY KEY NOT NULL,
	"operation_id" text NOT NULL
);

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

CREATE TABLE "stale_spans" (
	"grain" text NOT NULL,
	"begins_at" timestamp with time zone NOT NULL,
	"due_at" timestamp with time zone NOT NULL,
	CONSTRAINT "stale_spans_grain_begins_at_pk" PRIMARY KEY("grain","begins_at")
);

CREATE TABLE "summary_rounds" (
	"name" text PRIMARY KEY NOT NULL,
	"seq" bigint DEFAULT 0 NOT NULL,
	"swept_through" text DEFAULT '' NOT NULL,
	"caught_up_at" timestamp with time zone
);

CREATE TABLE "followers" (
	"name" text PRIMARY KEY NOT NULL,
	"seq" bigint DEFAULT 0 NOT NULL
);

CREATE TABLE "health_policy" (
	"name" text PRIMARY KEY NOT NULL,
	"blind_after_seconds" double precision NOT NULL
);

CREATE TABLE "operation_health" (
	"operation_id" text PRIMARY KEY NOT NULL,
	"version" integer NOT NULL,
	"protocol" text NOT NULL,
	"kind" text NOT NULL,
	"origin_chain" text,
	"destination_chain" text,
	"pace" text,
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

CREATE TABLE "stage_baselines" (
	"protocol" text NOT NULL,
	"origin_chain" text NOT NULL,
	"destination_chain" text NOT NULL,
	"step" text NOT NULL,
	"pace" text DEFAULT 'all' NOT NULL,
	"p50" double precision,
	"p90" double precision,
	"p99" double precision,
	"sample" integer DEFAULT 0 NOT NULL,
	"window_from" timestamp with time zone,
	"window_through" timestamp with time zone,
	"refreshed_at" timestamp with time zone,
	"stale" boolean DEFAULT true NOT NULL
);

CREATE TABLE "stage_times" (
	"operation_id" text NOT NULL,
	"step" text NOT NULL,
	"protocol" text NOT NULL,
	"kind" text NOT NULL,
	"origin_chain" text,
	"destination_chain" text,
	"pace" text,
	"stage" text NOT NULL,
	"from_time" timestamp with time zone NOT NULL,
	"until_time" timestamp with time zone,
	"seconds" integer,
	CONSTRAINT "stage_times_operation_id_step_pk" PRIMARY KEY("operation_id","step")
);

CREATE TABLE "alert_channels" (
	"name" text PRIMARY KEY NOT NULL,
	"paused_until" timestamp with time zone DEFAULT now() NOT NULL,
	"leased_until" timestamp with time zone DEFAULT now() NOT NULL,
	"dead_since" timestamp with time zone,
	"dead_reason" text
);

CREATE TABLE "alert_events" (
	"seq" bigserial PRIMARY KEY NOT NULL,
	"alert_id" text NOT NULL,
	"type" text NOT NULL,
	"at" timestamp with time zone NOT NULL,
	"by" text,
	"note" text
);

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

CREATE TABLE "alert_rounds" (
	"rule" text PRIMARY KEY NOT NULL,
	"next_at" timestamp with time zone NOT NULL,
	"memo" jsonb DEFAULT '{}'::jsonb NOT NULL
);

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
	"told_size" integer,
	"told_at" timestamp with time zone,
	"resolved_at" timestamp with time zone,
	"silenced" boolean DEFAULT false NOT NULL,
	"group_id" text,
	"version" integer DEFAULT 1 NOT NULL,
	"updated_at" timestamp with time zone DEFAULT now() NOT NULL
);

CREATE TABLE "lane_hours" (
	"protocol" text NOT NULL,
	"origin_chain" text NOT NULL,
	"destination_chain" text NOT NULL,
	"hour" timestamp with time zone NOT NULL,
	"operations" integer NOT NULL,
	"last_at" timestamp with time zone NOT NULL,
	CONSTRAINT "lane_hours_protocol_origin_chain_destination_chain_hour_pk" PRIMARY KEY("protocol","origin_chain","destination_chain","hour")
);

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

ALTER TABLE "incidents" ADD CONSTRAINT "incidents_reorg_id_reorgs_id_fk" FOREIGN KEY ("reorg_id") REFERENCES "public"."reorgs"("id") ON DELETE no action ON UPDATE no action;
ALTER TABLE "webhook_deliveries" ADD CONSTRAINT "webhook_deliveries_webhook_id_webhooks_id_fk" FOREIGN KEY ("webhook_id") REFERENCES "public"."webhooks"("id") ON DELETE cascade ON UPDATE no action;
CREATE UNIQUE INDEX "blocks_canonical" ON "blocks" USING btree ("chain","number") WHERE canonical;
CREATE INDEX "events_height" ON "events" USING btree ("chain","block_number");
CREATE INDEX "events_time" ON "events" USING btree ("block_time");
CREATE INDEX "events_lost" ON "events" USING btree ("transaction","chain") WHERE not canonical;
CREATE INDEX "events_asked" ON "events" USING btree ("chain","id") WHERE asked and canonical and not verified;
CREATE INDEX "incidents_open" ON "incidents" USING btree ("chain") WHERE closed_at is null;
CREATE INDEX "lookups_event" ON "lookups" USING btree ("event_id");
CREATE INDEX "lookups_open" ON "lookups" USING btree ("chain","next_at") WHERE not done;
CREATE INDEX "reorgs_chain" ON "reorgs" USING btree ("chain");
CREATE INDEX "tokens_due" ON "tokens" USING btree ("chain","next_at") WHERE next_at is not null;
CREATE INDEX "aliases_operation" ON "aliases" USING btree ("operation_id");
CREATE INDEX "dirty_failed" ON "dirty" USING btree ("failures","seq") WHERE failures > 0;
CREATE INDEX "dirty_reorgs" ON "dirty" USING btree ("key") WHERE cause ->> 'type' = 'reorg';
CREATE INDEX "legs_operation" ON "legs" USING btree ("operation_id") WHERE operation_id is not null;
CREATE INDEX "links_event" ON "links" USING btree ("event_id");
CREATE INDEX "operations_updated" ON "operations" USING btree ("updated_at","id");
CREATE INDEX "operations_started" ON "operations" USING btree ("started_at","id");
CREATE INDEX "operations_status" ON "operations" USING btree ("status","updated_at","id");
CREATE INDEX "operations_stage" ON "operations" USING btree ("stage","updated_at","id");
CREATE INDEX "operations_sender" ON "operations" USING btree ("sender","updated_at","id");
CREATE INDEX "operations_recipient" ON "operations" USING btree ("recipient","updated_at","id");
CREATE INDEX "operations_protocol" ON "operations" USING btree ("protocol","updated_at","id");
CREATE INDEX "operations_kind" ON "operations" USING btree ("kind","updated_at","id");
CREATE INDEX "operations_origin" ON "operations" USING btree ("origin_chain","updated_at","id");
CREATE INDEX "operations_destination" ON "operations" USING btree ("destination_chain","updated_at","id");
CREATE INDEX "operations_open" ON "operations" USING btree ("updated_at","id") WHERE not final;
CREATE INDEX "quarantine_since" ON "quarantine" USING btree ("since","key");
CREATE INDEX "transitions_time" ON "transitions" USING brin ("observed_at") WITH (autosummarize=true);
CREATE INDEX "wakes_operation" ON "wakes" USING btree ("operation_id");
CREATE INDEX "wakes_number" ON "wakes" USING btree ("protocol","chain","number");
CREATE INDEX "wakes_time" ON "wakes" USING btree ("protocol","chain","time");
CREATE INDEX "reports_due" ON "reports" USING btree ("reporter","next_at") WHERE next_at is not null;
CREATE INDEX "client_refs_transaction" ON "client_refs" USING btree ("key_id","transaction") WHERE transaction is not null;
CREATE INDEX "client_refs_link" ON "client_refs" USING btree ("key_id","link") WHERE link is not null;
CREATE INDEX "webhook_deliveries_page" ON "webhook_deliveries" USING btree ("webhook_id","created_at","id");
CREATE INDEX "webhook_deliveries_state" ON "webhook_deliveries" USING btree ("webhook_id","state","created_at","id");
CREATE INDEX "webhook_deliveries_due" ON "webhook_deliveries" USING btree ("webhook_id","next_at","seq") WHERE state = 'pending' and next_at is not null;
CREATE INDEX "webhook_deliveries_settled" ON "webhook_deliveries" USING btree ("state","settled_at") WHERE settled_at is not null;
CREATE INDEX "webhook_deliveries_pings" ON "webhook_deliveries" USING btree ("webhook_id","next_at") WHERE state = 'pending' and seq is null;
CREATE UNIQUE INDEX "webhook_deliveries_first" ON "webhook_deliveries" USING btree ("webhook_id","operation_id") WHERE state = 'pending' and next_at is not null;
CREATE INDEX "webhook_deliveries_open" ON "webhook_deliveries" USING btree ("webhook_id","operation_id","seq") WHERE state = 'pending';
CREATE INDEX "funnel_steps_span" ON "funnel_steps" USING btree ("begins_at");
CREATE INDEX "lane_times_span" ON "lane_times" USING btree ("grain","begins_at");
CREATE INDEX "operation_summaries_started" ON "operation_summaries" USING btree ("started_at");
CREATE INDEX "stale_spans_due" ON "stale_spans" USING btree ("due_at");
CREATE INDEX "operation_health_due" ON "operation_health" USING btree ("check_at") WHERE check_at is not null;
CREATE INDEX "operation_health_deferred" ON "operation_health" USING btree ("protocol","awaited_chain","since") WHERE deferred;
CREATE INDEX "operation_health_updated" ON "operation_health" USING btree ("health","updated_at","operation_id");
CREATE INDEX "operation_health_started" ON "operation_health" USING btree ("health","started_at","operation_id");
CREATE INDEX "operation_health_awaited_updated" ON "operation_health" USING btree ("protocol","awaited_chain","updated_at");
CREATE INDEX "operation_health_awaited_started" ON "operation_health" USING btree ("protocol","awaited_chain","started_at");
CREATE INDEX "operation_health_lane" ON "operation_health" USING btree ("protocol","origin_chain","destination_chain","health");
CREATE UNIQUE INDEX "stage_baselines_step" ON "stage_baselines" USING btree ("protocol","origin_chain","destination_chain","step","pace");
CREATE INDEX "stage_baselines_stale" ON "stage_baselines" USING btree ("refreshed_at") WHERE stale;
CREATE INDEX "stage_times_lane" ON "stage_times" USING btree ("protocol","origin_chain","destination_chain","step","until_time");
CREATE INDEX "stage_times_pace" ON "stage_times" USING btree ("protocol","origin_chain","destination_chain","step","pace","until_time") WHERE pace is not null;
CREATE INDEX "alert_events_alert" ON "alert_events" USING btree ("alert_id","seq");
CREATE INDEX "alert_marks_open" ON "alert_marks" USING btree ("rule","since") WHERE not closed;
CREATE INDEX "alert_notices_due" ON "alert_notices" USING btree ("channel","next_at") WHERE next_at is not null;
CREATE INDEX "alert_notices_dead" ON "alert_notices" USING btree ("channel") WHERE state = 'dead';
CREATE INDEX "alert_notices_alert" ON "alert_notices" USING btree ("alert_id","channel","id");
CREATE INDEX "alert_notices_settled" ON "alert_notices" USING btree ("settled_at") WHERE settled_at is not null;
CREATE UNIQUE INDEX "alerts_live" ON "alerts" USING btree ("fingerprint") WHERE state <> 'resolved';
CREATE INDEX "alerts_fingerprint" ON "alerts" USING btree ("fingerprint","resolved_at");
CREATE INDEX "alerts_rule_live" ON "alerts" USING btree ("rule") WHERE state <> 'resolved';
CREATE INDEX "alerts_page" ON "alerts" USING btree ("opened_at","id");
CREATE INDEX "alerts_state" ON "alerts" USING btree ("state","opened_at","id");
CREATE INDEX "alerts_rule" ON "alerts" USING btree ("rule","opened_at","id");
CREATE INDEX "alerts_protocol" ON "alerts" USING btree ("protocol","opened_at","id");
CREATE INDEX "alerts_origin" ON "alerts" USING btree ("origin_chain","opened_at","id");
CREATE INDEX "alerts_destination" ON "alerts" USING btree ("destination_chain","opened_at","id");
CREATE INDEX "alerts_operation" ON "alerts" USING btree ("operation_id","opened_at","id");
CREATE INDEX "lane_hours_hour" ON "lane_hours" USING btree ("hour");
CREATE INDEX "silences_until" ON "silences" USING btree ("until","id");
