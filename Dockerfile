# One image for all three parts; docker-compose.yml says which one a container runs.

FROM node:24-bookworm-slim AS dependencies
WORKDIR /app
COPY package.json package-lock.json ./
# Without the development dependencies (anvil, Axelar's contracts, the compiler): tsx runs the TypeScript as it is.
RUN npm ci --omit=dev --no-audit --no-fund && npm cache clean --force

FROM node:24-bookworm-slim
ENV NODE_ENV=production
WORKDIR /app
COPY --from=dependencies /app/node_modules ./node_modules
# .dockerignore lets through what runs, and nothing else.
COPY . .
# Without DATABASE_URL an embedded Postgres keeps its files here: mount a volume to keep them.
RUN mkdir .midflight && chown node:node .midflight
USER node
EXPOSE 8787
# Not `npm start`: npm would stand between Docker's signals and the process. No HEALTHCHECK either, since only one of the
# three parts answers HTTP.
CMD ["node", "--import", "tsx", "start/main.ts"]
