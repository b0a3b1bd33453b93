-- CreateTable
CREATE TABLE "WorkerStatus" (
    "name" TEXT NOT NULL,
    "runtime" TEXT NOT NULL,
    "backend" TEXT NOT NULL,
    "remote" BOOLEAN NOT NULL,
    "devices" TEXT[],
    "concurrency" INTEGER NOT NULL,
    "layers" JSONB NOT NULL,
    "refusal" TEXT,
    "startedAt" TIMESTAMPTZ(3) NOT NULL,
    "lastSeenAt" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "WorkerStatus_pkey" PRIMARY KEY ("name")
);
