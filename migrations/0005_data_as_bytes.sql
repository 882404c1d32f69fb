ALTER TABLE "events" ALTER COLUMN "data" SET DATA TYPE bytea USING decode(substr("data", 3), 'hex');
