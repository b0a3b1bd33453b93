-- CreateEnum
CREATE TYPE "GpuUse" AS ENUM ('required', 'preferred');

-- CreateEnum
CREATE TYPE "Device" AS ENUM ('cpu', 'gpu');

-- AlterTable
ALTER TABLE "AssignmentVersion" ADD COLUMN     "gpu" "GpuUse";

-- AlterTable
ALTER TABLE "OutboxEntry" ADD COLUMN     "device" "Device" NOT NULL DEFAULT 'cpu';

-- AlterTable
ALTER TABLE "WorkerStatus" ADD COLUMN     "drainedAt" TIMESTAMPTZ(3),
ADD COLUMN     "gpu" BOOLEAN NOT NULL DEFAULT false;
