# syntax=docker/dockerfile:1

# The web build, the server's, and the database client. Needs all of the tools.
FROM node:24.21.0-bookworm-slim AS build
WORKDIR /woshou
COPY . .
RUN node scripts/setup.mjs --web

# What runs: the server's own dependencies, nothing that only builds or tests.
# (The optional packages bring a second Node for machines with an old one; the peer packages bring Prisma's CLI.)
FROM node:24.21.0-bookworm-slim AS dependencies
WORKDIR /woshou
COPY package.json package-lock.json .npmrc ./
COPY apps/server/package.json apps/server/
COPY apps/web/package.json apps/web/
COPY packages/capture/package.json packages/capture/
COPY packages/classroom/package.json packages/classroom/
COPY packages/protocol/package.json packages/protocol/
COPY packages/session/package.json packages/session/
RUN npm ci --ignore-scripts --omit=dev --omit=optional --omit=peer --workspace @woshou/server

FROM node:24.21.0-bookworm-slim
WORKDIR /woshou
ENV NODE_ENV=production HOST=0.0.0.0 PORT=3000 DATABASE_URL=file:/data/woshou.db
COPY --from=dependencies /woshou ./
COPY --from=build /woshou/packages packages
COPY --from=build /woshou/prisma prisma
COPY --from=build /woshou/apps/server apps/server
COPY --from=build /woshou/apps/web/build apps/web/build
# The server writes nowhere but here: what is stored, and what a start compiles, which the next start reads instead
# (apps/server/src/main.ts). A named volume takes its owner from this folder.
RUN mkdir /data .cache && chown node:node /data .cache
VOLUME /data
USER node
EXPOSE 3000
# Ends a server that has not answered for a minute, so that a restart policy starts it anew (needs --init).
HEALTHCHECK --interval=10s --timeout=5s --start-period=10s CMD ["node", "apps/server/src/health-check.ts"]
CMD ["node", "apps/server/src/main.ts"]
