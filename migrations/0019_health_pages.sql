DROP INDEX "operation_health_awaited";--> statement-breakpoint
CREATE INDEX "operation_health_awaited_updated" ON "operation_health" USING btree ("protocol","awaited_chain","updated_at");--> statement-breakpoint
CREATE INDEX "operation_health_awaited_started" ON "operation_health" USING btree ("protocol","awaited_chain","started_at");