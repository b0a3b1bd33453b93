# One image for every process: server, worker and the command line differ only in their command. The target `gpu` is the
# same on NVIDIA's libraries, for workers.
ARG CUDA_IMAGE=nvidia/cuda:12.6.3-runtime-ubuntu24.04

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

# The driver comes from the host. TFJS=4.22.0 adds TensorFlow.js, whose libtensorflow wants CUDA 11.2 and cuDNN 8, such as
# CUDA_IMAGE=nvidia/cuda:11.8.0-cudnn8-runtime-ubuntu22.04; the backend `cuda` wants CUDA 12 or 13.
FROM build AS build-gpu
ARG TFJS=
RUN if [ -n "$TFJS" ]; then \
  npm install --no-save --omit=dev --ignore-scripts=false "@tensorflow/tfjs-node-gpu@$TFJS"; fi

FROM ${CUDA_IMAGE} AS gpu
RUN apt-get update && apt-get install -y --no-install-recommends git libstdc++6 && rm -rf /var/lib/apt/lists/* \
  && useradd --system --create-home node
COPY --from=build-gpu /usr/local/bin/node /usr/local/bin/node
WORKDIR /residual
COPY --from=build-gpu /residual .
COPY assignments assignments
USER node

FROM node:24.21.0-bookworm-slim
RUN apt-get update && apt-get install -y --no-install-recommends git && rm -rf /var/lib/apt/lists/* \
  && mkdir -p /var/lib/residual && chown node:node /var/lib/residual
WORKDIR /residual
COPY --from=build /residual .
COPY assignments assignments
USER node
