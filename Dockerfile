# The thesis' results, on the CPU or on a GPU:
#     docker build -t reproduce .
#     docker run -v ~/mnist:/data -v "$PWD/results":/results reproduce table1
#     docker run --gpus all -v ~/mnist:/data -v "$PWD/results":/results reproduce table1 --device cuda
#     docker build --target cuda-jax -t reproduce-jax .     # PyTensor through JAX, for cards of today
# --build-arg BASE=debian:12 leaves CUDA out; so tests/project/image/ builds it.
# CUDA 11.8 spans the cards from the thesis' time (Pascal) to Hopper.
ARG BASE=nvidia/cuda:11.8.0-devel-ubuntu22.04@sha256:94fd755736cb58979173d491504f0b573247b1745250249415b07fefc738e41f

# Compiled code goes into the home directory. It and the volumes are open to everyone, so that "docker run --user" makes
# results that belong to whoever asked for them.
FROM ${BASE} AS common
RUN useradd --create-home reproduce \
    && mkdir /data /results \
    && chmod 1777 /home/reproduce /data /results
VOLUME ["/data", "/results"]
ENTRYPOINT ["reproduce"]

# The second target, PyTensor through JAX: JAX's wheels bring their own CUDA 12, and the driver comes from the host.
# The distribution's Python is too old, so that uv brings one.
FROM common AS cuda-jax
RUN apt-get update \
    && DEBIAN_FRONTEND=noninteractive apt-get install -y --no-install-recommends \
        ca-certificates g++ python3 python3-venv \
    && rm -rf /var/lib/apt/lists/*
WORKDIR /opt/reproduce
COPY setup.py ./
COPY requirements requirements
COPY tools tools
RUN python3 -m venv /tmp/uv \
    && /tmp/uv/bin/python -m pip install --no-cache-dir --require-hashes --only-binary :all: -r requirements/uv.txt \
    && UV_PYTHON_INSTALL_DIR=/opt/python /tmp/uv/bin/uv python install --no-bin 3.13 \
    && rm -rf /tmp/uv \
    && PIP_NO_CACHE_DIR=1 PYTHON="$(ls /opt/python/*/bin/python3.13)" EXTRA=cuda12 VENV=/opt/venv tools/setup.sh
ENV PATH=/opt/venv/bin:$PATH
COPY . .
ENV HOME=/home/reproduce MNIST_CACHE=/data PYTHONDONTWRITEBYTECODE=1
USER reproduce
WORKDIR /

# The first target, Theano-PyMC; the one that is built where none is named.
FROM common AS theano

# pygpu, Theano's way to a GPU, is on no package index: the distribution builds it, for its own Python (3.10 on Ubuntu
# 22.04, 3.11 on Debian 12). What Theano compiles for a GPU includes the headers of libgpuarray-dev. The certificates
# are for the download of MNIST.
RUN apt-get update \
    && DEBIAN_FRONTEND=noninteractive apt-get install -y --no-install-recommends \
        ca-certificates g++ libgpuarray-dev python3 python3-dev python3-pygpu python3-venv \
    && rm -rf /var/lib/apt/lists/*

# Only these files decide what is installed, so that a change of the code does not install it again. Afterwards the
# environment is opened to the distribution's packages, for pygpu. What is locked comes before them, NumPy too: pygpu
# was built against 1.21 (Ubuntu) or 1.24 (Debian) and runs with 1.23, which has the binary interface of both.
WORKDIR /opt/reproduce
COPY setup.py ./
COPY requirements requirements
COPY tools tools
RUN PIP_NO_CACHE_DIR=1 PYTHON=python3 VENV=/opt/venv tools/setup.sh \
    && sed -i 's/^\(include-system-site-packages =\).*/\1 true/' /opt/venv/pyvenv.cfg
ENV PATH=/opt/venv/bin:$PATH
COPY . .

ENV HOME=/home/reproduce MNIST_CACHE=/data PYTHONDONTWRITEBYTECODE=1
USER reproduce

# Results go to results/ of the working directory: here, to the volume.
WORKDIR /

LABEL org.opencontainers.image.title="reproduce" \
      org.opencontainers.image.description="Variational autoencoders with spatial transformers, trained again" \
      org.opencontainers.image.licenses="MIT" \
      org.opencontainers.image.version="0.1.0"
