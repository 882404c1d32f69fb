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
--> statement-breakpoint
CREATE INDEX "tokens_due" ON "tokens" USING btree ("chain","next_at") WHERE next_at is not null;