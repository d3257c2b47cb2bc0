"""Pods as Prometheus targets, in a file.

Debian builds Prometheus without Kubernetes discovery. This small process does the same work: it
reads the pods each second and writes a `file_sd` file with the labels that `kubernetes_sd` of role
`pod` gives (`__meta_kubernetes_…`), so relabelling rules are those that one writes anywhere.
"""

from __future__ import annotations

import json
import os
import re
import sys
import time
from pathlib import Path
from typing import Any, Iterator

from .access import ADMINS
from .kubeapi import Api
from .pki import Pki

_INTERVAL_SECONDS = 1.0
_PREFIX = "__meta_kubernetes_"


def groups(pods: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """Target groups of `file_sd`: one per container port, one for a container without ports."""
    return [group for pod in pods if pod["status"].get("podIP") for group in _of_pod(pod)]


def _of_pod(pod: dict[str, Any]) -> Iterator[dict[str, Any]]:
    common = _pod_labels(pod)
    address = pod["status"]["podIP"]
    for kind, init in (("containers", "false"), ("initContainers", "true")):
        for container in pod["spec"].get(kind, []):
            labels = {**common, _PREFIX + "pod_container_name": container["name"],
                      _PREFIX + "pod_container_image": container.get("image", ""),
                      _PREFIX + "pod_container_init": init}
            ports = container.get("ports", [])
            if not ports:
                yield {"targets": [address], "labels": labels}
            for port in ports:
                number = str(port["containerPort"])
                yield {"targets": [f"{address}:{number}"], "labels": {
                    **labels, _PREFIX + "pod_container_port_number": number,
                    _PREFIX + "pod_container_port_name": port.get("name", ""),
                    _PREFIX + "pod_container_port_protocol": port.get("protocol", "TCP")}}


def _pod_labels(pod: dict[str, Any]) -> dict[str, str]:
    metadata, status = pod["metadata"], pod["status"]
    ready = next((c["status"] for c in status.get("conditions", []) if c["type"] == "Ready"),
                 "unknown")
    labels = {
        "namespace": metadata["namespace"], "pod_name": metadata["name"],
        "pod_uid": metadata["uid"], "pod_ip": status["podIP"],
        "pod_host_ip": status.get("hostIP", ""), "pod_phase": status.get("phase", ""),
        "pod_node_name": pod["spec"].get("nodeName", ""), "pod_ready": ready.lower(),
    }
    for owner in metadata.get("ownerReferences", []):
        if owner.get("controller"):
            labels["pod_controller_kind"] = owner["kind"]
            labels["pod_controller_name"] = owner["name"]
    for kind, field in (("label", "labels"), ("annotation", "annotations")):
        for name, value in (metadata.get(field) or {}).items():
            clean = re.sub(r"[^a-zA-Z0-9_]", "_", name)
            labels[f"pod_{kind}_{clean}"] = value
            labels[f"pod_{kind}present_{clean}"] = "true"
    return {_PREFIX + name: value for name, value in labels.items()}


def run(server: str, pki_folder: Path, file: Path) -> None:
    """Until it is ended. While the API server is away the last targets stay."""
    pki = Pki(pki_folder)
    api = Api(server, pki, pki.client("prometheus", "prometheus", ADMINS))
    written = ""
    while True:
        try:
            answer = api.expect("GET", "/api/v1/pods?resourceVersion=0")
            text = json.dumps(groups(answer["items"]), indent=1)
            if text != written:
                temporary = file.with_suffix(".tmp")
                temporary.write_text(text)
                os.replace(temporary, file)
                written = text
        except Exception as error:  # never end over one bad answer
            print(f"pods could not be read: {error}", file=sys.stderr, flush=True)
        time.sleep(_INTERVAL_SECONDS)


if __name__ == "__main__":
    run(sys.argv[1], Path(sys.argv[2]), Path(sys.argv[3]))
