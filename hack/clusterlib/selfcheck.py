"""Create a CRD and a custom resource, then delete them.

This is what kills an API server that was built with the wrong reflect2 (see `build_kubernetes`);
everything else works on such a server.
"""

from __future__ import annotations

from .kubeapi import Api, wait_until
from .ui import ClusterError, step

_GROUP = "selfcheck.modelmonitor.local"
_CRD_PATH = "/apis/apiextensions.k8s.io/v1/customresourcedefinitions"
_CRD = {
    "apiVersion": "apiextensions.k8s.io/v1", "kind": "CustomResourceDefinition",
    "metadata": {"name": f"probes.{_GROUP}"},
    "spec": {
        "group": _GROUP, "scope": "Cluster",
        "names": {"plural": "probes", "singular": "probe", "kind": "Probe"},
        "versions": [{"name": "v1", "served": True, "storage": True, "schema": {
            "openAPIV3Schema": {"type": "object", "properties": {
                "spec": {"type": "object", "properties": {"size": {"type": "integer"}}}}}}}],
    },
}


def run(api: Api) -> None:
    with step("self-check: a CRD and a custom resource"):
        name = f"{_CRD_PATH}/probes.{_GROUP}"
        if api.get(name) is not None:
            _delete_crd(api, name)  # of a self-check that was interrupted
        api.expect("POST", _CRD_PATH, _CRD)
        probes = f"/apis/{_GROUP}/v1/probes"
        if not wait_until(lambda: api.answers(probes), 20):
            raise ClusterError(f"{probes} is not served 20 s after its CRD was created")
        api.expect("POST", probes, {"apiVersion": f"{_GROUP}/v1", "kind": "Probe",
                                    "metadata": {"name": "probe"}, "spec": {"size": 3}})
        if api.expect("GET", f"{probes}/probe")["spec"] != {"size": 3}:
            raise ClusterError("the custom resource did not come back as it was written")
        api.expect("DELETE", f"{probes}/probe")
        _delete_crd(api, name)


def _delete_crd(api: Api, name: str) -> None:
    api.expect("DELETE", name)
    if not wait_until(lambda: api.get(name) is None, 20):
        raise ClusterError("the CRD of the self-check is still there 20 s after its deletion")
