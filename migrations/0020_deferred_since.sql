DROP INDEX "operation_health_deferred";--> statement-breakpoint
CREATE INDEX "operation_health_deferred" ON "operation_health" USING btree ("protocol","awaited_chain","since") WHERE deferred;