CREATE TABLE "client_refs" (
	"key_id" text NOT NULL,
	"ref" text NOT NULL,
	"transaction" text,
	"chain" text,
	"link" text,
	"set_at" timestamp with time zone DEFAULT now() NOT NULL,
	CONSTRAINT "client_refs_key_id_ref_pk" PRIMARY KEY("key_id","ref")
);
--> statement-breakpoint
CREATE INDEX "client_refs_transaction" ON "client_refs" USING btree ("key_id","transaction") WHERE transaction is not null;--> statement-breakpoint
CREATE INDEX "client_refs_link" ON "client_refs" USING btree ("key_id","link") WHERE link is not null;--> statement-breakpoint
CREATE INDEX "operations_started" ON "operations" USING btree ("started_at","id");--> statement-breakpoint
CREATE INDEX "operations_stage" ON "operations" USING btree ("stage","updated_at","id");--> statement-breakpoint
CREATE INDEX "operations_protocol" ON "operations" USING btree ("protocol","updated_at","id");--> statement-breakpoint
CREATE INDEX "operations_kind" ON "operations" USING btree ("kind","updated_at","id");--> statement-breakpoint
CREATE INDEX "operations_origin" ON "operations" USING btree ("origin_chain","updated_at","id");--> statement-breakpoint
CREATE INDEX "operations_destination" ON "operations" USING btree ("destination_chain","updated_at","id");--> statement-breakpoint
CREATE INDEX "operations_open" ON "operations" USING btree ("updated_at","id") WHERE not final;--> statement-breakpoint
DROP INDEX "operations_sender";--> statement-breakpoint
DROP INDEX "operations_recipient";--> statement-breakpoint
CREATE INDEX "operations_sender" ON "operations" USING btree ("sender","updated_at","id");--> statement-breakpoint
CREATE INDEX "operations_recipient" ON "operations" USING btree ("recipient","updated_at","id");