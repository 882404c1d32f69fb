CREATE TABLE "report_rounds" (
	"reporter" text PRIMARY KEY NOT NULL,
	"seq" bigint DEFAULT 0 NOT NULL,
	"next_at" timestamp with time zone DEFAULT now() NOT NULL,
	"failures" integer DEFAULT 0 NOT NULL
);
--> statement-breakpoint
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
--> statement-breakpoint
CREATE INDEX "reports_due" ON "reports" USING btree ("reporter","next_at") WHERE next_at is not null;