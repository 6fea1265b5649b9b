# Whatsit behind nginx: docker build -t whatsit . && docker run -p 8080:8080 whatsit
# Unprivileged, works with --read-only, holds nothing but nginx and the site.

# Any Node from 20.19 with npm, any nginx from 1.20 that does not need root.
ARG BUILD_IMAGE=node:22-alpine
ARG SERVE_IMAGE=nginxinc/nginx-unprivileged:stable-alpine-slim

# What the base's nginx can load decides whether brotli copies are made at all.
FROM ${SERVE_IMAGE} AS modules
RUN ls /usr/lib/nginx/modules/*.so /etc/nginx/modules/*.so > /tmp/nginx-modules 2>/dev/null || true

FROM ${BUILD_IMAGE} AS build
WORKDIR /whatsit
# Another registry, where the default cannot be reached: --build-arg NPM_CONFIG_REGISTRY=...
ARG NPM_CONFIG_REGISTRY
# Apart from the source: made anew only when the packages change.
COPY package.json package-lock.json .npmrc ./
RUN npm ci --ignore-scripts --no-audit --no-fund
COPY . .
COPY --from=modules /tmp/nginx-modules /tmp/nginx-modules
RUN if grep -q brotli_static /tmp/nginx-modules; then node tools/build.mjs; else node tools/build.mjs --no-brotli; fi \
 && node tools/nginx-layout.mjs /layout --modules /tmp/nginx-modules

FROM ${SERVE_IMAGE}
COPY --from=build --chown=101:101 /layout/tmp/nginx /tmp/nginx
COPY --from=build /layout/etc/nginx /etc/nginx
COPY --from=build /layout/srv /srv
USER 101
EXPOSE 8080
STOPSIGNAL SIGQUIT
HEALTHCHECK --interval=30s --timeout=3s --start-period=2s CMD ["wget", "-q", "-O", "/dev/null", "http://127.0.0.1:8080/"]
ENTRYPOINT ["nginx", "-e", "stderr", "-c", "/etc/nginx/nginx.conf"]
CMD []
