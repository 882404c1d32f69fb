ALTER TABLE "legs" DROP CONSTRAINT "legs_event_id_events_id_fk";
--> statement-breakpoint
ALTER TABLE "links" DROP CONSTRAINT "links_event_id_legs_event_id_fk";
--> statement-breakpoint
DROP INDEX "dirty_order";--> statement-breakpoint
DROP INDEX "legs_operation";--> statement-breakpoint
CREATE INDEX "dirty_failed" ON "dirty" USING btree ("failures","seq") WHERE failures > 0;--> statement-breakpoint
CREATE INDEX "legs_operation" ON "legs" USING btree ("operation_id") WHERE operation_id is not null;