-- AlterTable
ALTER TABLE "TaskResult" ADD COLUMN "graph" JSONB;
