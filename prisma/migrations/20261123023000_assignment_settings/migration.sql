-- AlterTable
ALTER TABLE "Assignment" ADD COLUMN     "published" JSONB;
