# Builds only from the lock file. The final image contains neither compiler nor sources.
FROM node:24-bookworm-slim AS build
WORKDIR /app
COPY package.json package-lock.json .npmrc ./
COPY mobile/package.json mobile/
RUN npm ci --no-audit --no-fund
COPY . .
RUN npm run build && npm prune --omit=dev --no-audit --no-fund

FROM node:24-bookworm-slim
ENV NODE_ENV=production DATA_DIR=/var/lib/apoyo-ciudadano KEYS_DIR=/var/lib/apoyo-ciudadano-keys \
  INTAKE_KEYS_DIR=/var/lib/apoyo-ciudadano-intake-keys AUDIT_HEADS_DIR=/var/lib/apoyo-ciudadano-heads
WORKDIR /app
COPY --from=build /app/package.json ./
COPY --from=build /app/node_modules node_modules
COPY --from=build /app/dist dist
COPY --from=build /app/mobile/package.json mobile/package.json
COPY --from=build /app/mobile/dist mobile/dist
COPY --from=build /app/views views
COPY --from=build /app/migrations migrations
RUN for folder in "$DATA_DIR" "$KEYS_DIR" "$INTAKE_KEYS_DIR" "$AUDIT_HEADS_DIR"; do \
    mkdir -p "$folder" && chown node:node "$folder"; done
USER node
EXPOSE 3000
HEALTHCHECK --interval=15s --timeout=5s --start-period=60s --retries=3 \
  CMD ["node", "-e", "fetch('http://127.0.0.1:'+(process.env.PORT||3000)+'/health/ready').then(r=>process.exit(r.ok?0:1),()=>process.exit(1))"]
CMD ["node", "--enable-source-maps", "dist/main.js"]
