CREATE TABLE "named_contracts" (
	"protocol" text NOT NULL,
	"chain" text NOT NULL,
	"field" text NOT NULL,
	"address" text NOT NULL,
	"found_at" timestamp with time zone DEFAULT now() NOT NULL,
	CONSTRAINT "named_contracts_protocol_chain_field_pk" PRIMARY KEY("protocol","chain","field")
);
