-- AlterTable
ALTER TABLE "LtiContext" ADD COLUMN     "missingAsZero" BOOLEAN NOT NULL DEFAULT false;

-- AlterTable
ALTER TABLE "LtiInvitation" ADD COLUMN     "isShared" BOOLEAN NOT NULL DEFAULT false;

-- AlterTable
ALTER TABLE "LtiPlatform" ADD COLUMN     "isShared" BOOLEAN NOT NULL DEFAULT false;
