# One image for every process: server, worker and the command line differ only in their command.
FROM node:24.21.0-bookworm-slim AS build
WORKDIR /residual
RUN apt-get update && apt-get install -y --no-install-recommends git && rm -rf /var/lib/apt/lists/*
COPY package.json package-lock.json .npmrc ./
COPY packages packages
COPY apps apps
COPY worker worker
COPY scripts scripts
COPY prisma prisma
COPY prisma.config.ts tsconfig.json ./
RUN node scripts/bootstrap.cjs install && npm prune --omit=dev --ignore-scripts

FROM node:24.21.0-bookworm-slim
RUN apt-get update && apt-get install -y --no-install-recommends git && rm -rf /var/lib/apt/lists/* \
  && mkdir -p /var/lib/residual && chown node:node /var/lib/residual
WORKDIR /residual
COPY --from=build /residual .
COPY assignments assignments
USER node
