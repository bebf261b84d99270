# The command in an image: `docker build -t smarter .`, then
# `docker run --rm -e SMARTER_API_KEY -v "$PWD/manifests:/workspace/manifests:ro" smarter apply -f manifests`
FROM python:3.13-slim@sha256:ffb752e139c0a19692a43af8d8523b274222dd68eebad5d583b45c2201c6e30a AS build
COPY . /source
RUN python -m venv /opt/smarter \
 && /opt/smarter/bin/pip install --no-cache-dir --disable-pip-version-check /source \
 && /opt/smarter/bin/pip uninstall --yes --quiet pip \
 && find /opt/smarter -name __pycache__ -prune -exec rm -r {} + \
 && python -m compileall -q /opt/smarter/lib

FROM python:3.13-slim@sha256:ffb752e139c0a19692a43af8d8523b274222dd68eebad5d583b45c2201c6e30a
LABEL org.opencontainers.image.title="smarter" \
      org.opencontainers.image.description="Manifests in Git, applied to a Smarter platform" \
      org.opencontainers.image.licenses="AGPL-3.0-or-later"
COPY --from=build /opt/smarter /opt/smarter
# Nobody in particular, and a home that such a user may write: the kinds and dialects it has seen are remembered there.
ENV PATH=/opt/smarter/bin:$PATH HOME=/home/smarter SMARTER_HOME=/home/smarter/.smarter PYTHONDONTWRITEBYTECODE=1
RUN install -d -o 65532 -g 65532 -m 0700 /home/smarter /home/smarter/.smarter && install -d -o 65532 -g 65532 /workspace
USER 65532:65532
WORKDIR /workspace
ENTRYPOINT ["smarter"]
CMD ["--help"]
