CREATE TABLE "rule_versions" (
	"protocol" text PRIMARY KEY NOT NULL,
	"version" smallint NOT NULL,
	"since" timestamp with time zone DEFAULT now() NOT NULL
);
