"""Tests of hack/cluster's parts that need no cluster: python3 -m unittest discover hack/tests"""

from __future__ import annotations

import asyncio
import os
import signal
import subprocess
import sys
import tempfile
import time
import unittest
from collections.abc import Callable
from pathlib import Path
from unittest import mock

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from clusterlib import (cache, discovery, faults, network, paths, pki, procs, relay,  # noqa: E402
                        second_api_server, shell, state)
from clusterlib.ui import ClusterError  # noqa: E402

# How long a failing test waits.
DEADLINE = 30.0


class InTemporaryFolders(unittest.TestCase):
    def wait_until(self, what: str, holds: Callable[[], bool]) -> None:
        deadline = time.monotonic() + DEADLINE
        while not holds():
            self.assertLess(time.monotonic(), deadline, what)
            time.sleep(0.01)

    def setUp(self) -> None:
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.folder = Path(folder.name)
        environment = {"XDG_CACHE_HOME": f"{folder.name}/cache",
                       "XDG_STATE_HOME": f"{folder.name}/state"}
        patch = mock.patch.dict(os.environ, environment)
        patch.start()
        self.addCleanup(patch.stop)


class Processes(InTemporaryFolders):
    def spawn(self, *command: str) -> procs.Process:
        process = procs.spawn(command, log=self.folder / "log", state=self.folder / "c",
                              cwd=self.folder)
        self.addCleanup(procs.end, [process], 0)
        return process

    def test_is_known_by_pid_and_start_time(self) -> None:
        process = self.spawn("sleep", "60")
        self.assertTrue(process.alive())
        self.assertFalse(procs.Process(process.pid, process.start + 1).alive())

    def test_another_process_with_the_pid_is_not_ended(self) -> None:
        process = self.spawn("sleep", "60")
        procs.end([procs.Process(process.pid, process.start + 1)], 0.1)
        self.assertTrue(process.alive())

    def test_one_that_ignores_the_polite_signal_is_killed(self) -> None:
        process = self.spawn("sh", "-c", "trap '' TERM; echo set; while :; do sleep 0.1; done")
        self.wait_until("its trap is set", lambda: "set" in (self.folder / "log").read_text())
        procs.end([process], 0.3)
        self.assertFalse(process.alive())

    def test_a_stopped_one_is_ended_politely(self) -> None:
        process = self.spawn("sh", "-c", "trap 'echo bye; exit' TERM; echo set; while :; do sleep 0.1; done")
        self.wait_until("its trap is set", lambda: "set" in (self.folder / "log").read_text())
        process.signal(signal.SIGSTOP)
        procs.end([process], DEADLINE)
        self.assertFalse(process.alive())
        self.assertIn("bye", (self.folder / "log").read_text())

    def test_unrecorded_ones_and_their_children_are_found_by_the_marker(self) -> None:
        process = self.spawn("sh", "-c", "sleep 60 & wait")
        self.wait_until("the child has the marker", lambda: len(procs.marked(self.folder / "c")) == 2)
        found = procs.marked(self.folder / "c")
        self.addCleanup(procs.end, found, 0)
        self.assertIn(process, found)
        self.assertEqual([], procs.marked(self.folder / "other"))


class State(InTemporaryFolders):
    def test_is_read_back_as_written(self) -> None:
        cluster = state.Cluster("a", 3, "node", "/bin", extra={"audit": None})
        cluster.record("etcd", procs.Process(1, 2))
        self.assertEqual(cluster, state.load("a"))
        self.assertEqual(["a"], state.names())

    def test_a_folder_without_state_is_still_a_name_to_take_down(self) -> None:
        (paths.clusters_root() / "half").mkdir(parents=True)
        self.assertEqual(["half"], state.names())
        self.assertIsNone(state.load("half"))

    def test_names_are_checked(self) -> None:
        for name in ("", "-a", "A", "a/b", "a" * 41):
            with self.assertRaises(ClusterError, msg=name):
                paths.check_name(name)


class Faults(InTemporaryFolders):
    def cluster(self) -> state.Cluster:
        cluster = state.Cluster("a", 0, "control-plane", "/bin")
        for name in ("etcd", "kube-apiserver"):
            process = procs.spawn(["sleep", "60"], log=self.folder / "log",
                                  state=self.folder / "c", cwd=self.folder)
            self.addCleanup(procs.end, [process], 0)
            cluster.record(name, process)
        return cluster

    def test_a_component_killed_on_purpose_does_not_break_the_cluster(self) -> None:
        cluster = self.cluster()
        faults.send(cluster, "etcd", "KILL")
        self.assertFalse(cluster.process("etcd").alive())
        again = state.load("a")
        self.assertTrue(again.all_alive())
        self.assertEqual(["etcd"], again.down)

    def test_a_component_that_ends_by_itself_does(self) -> None:
        cluster = self.cluster()
        procs.end([cluster.process("etcd")], 1)
        self.assertFalse(cluster.all_alive())

    def test_a_stopped_component_is_alive_and_goes_on(self) -> None:
        cluster = self.cluster()
        faults.send(cluster, "etcd", "STOP")
        pid = cluster.process("etcd").pid
        self.wait_until("it stands still", lambda: procs_state(pid) == "T")
        self.assertTrue(cluster.all_alive())
        faults.send(cluster, "etcd", "CONT")
        self.wait_until("it goes on", lambda: procs_state(pid) != "T")

    def test_unknown_and_ended_components_are_named(self) -> None:
        cluster = self.cluster()
        with self.assertRaisesRegex(ClusterError, "it has etcd, kube-apiserver"):
            faults.send(cluster, "kubelet", "KILL")
        with self.assertRaisesRegex(ClusterError, "is running"):
            faults.start(cluster, "etcd")
        faults.send(cluster, "etcd", "TERM")
        with self.assertRaisesRegex(ClusterError, "not running"):
            faults.send(cluster, "etcd", "KILL")
        with self.assertRaisesRegex(ClusterError, "cannot be started alone"):
            faults.start(cluster, "etcd")

    def test_the_second_api_server_differs_in_port_and_etcd_only(self) -> None:
        first = ["kube-apiserver", "--etcd-servers=http://127.0.0.1:1", "--secure-port=2",
                 "--audit-log-path=/a"]
        self.assertEqual(["kube-apiserver", "--etcd-servers=http://127.0.0.1:7",
                          "--secure-port=8", "--audit-log-path=/a"],
                         second_api_server.command(first, 7, 8))

    def test_the_relay_passes_both_ways_and_ends_both_ends(self) -> None:
        async def run() -> bytes:
            async def echo(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
                writer.write(await reader.read(10))
                await writer.drain()
                writer.close()

            target = await asyncio.start_server(echo, "127.0.0.1", 0)
            probe = await asyncio.start_server(echo, "127.0.0.1", 0)
            listen = probe.sockets[0].getsockname()[1]
            probe.close()
            await probe.wait_closed()
            link = asyncio.create_task(relay.serve(listen, target.sockets[0].getsockname()[1]))
            while not link.done():
                try:
                    reader, writer = await asyncio.open_connection("127.0.0.1", listen)
                    break
                except OSError:
                    await asyncio.sleep(0.01)
            writer.write(b"hello")
            answer = await asyncio.wait_for(reader.read(), 5)
            writer.close()
            link.cancel()
            target.close()
            return answer

        self.assertEqual(b"hello", asyncio.run(run()))


def procs_state(pid: int) -> str:
    stat = Path(f"/proc/{pid}/stat").read_text()
    return stat[stat.rindex(")") + 2]


class Cache(InTemporaryFolders):
    def test_a_failed_build_leaves_nothing(self) -> None:
        def build(work: Path, result: Path) -> None:
            (result / "half").write_text("x")
            raise ClusterError("no")

        with self.assertRaises(ClusterError):
            cache.get("thing", build)
        self.assertEqual([".thing.lock"], os.listdir(paths.cache_root()))

    def test_is_built_once(self) -> None:
        built = []

        def build(work: Path, result: Path) -> None:
            built.append(1)

        self.assertEqual(cache.get("thing", build), cache.get("thing", build))
        self.assertEqual([1], built)

    def test_the_key_follows_the_recipe(self) -> None:
        recipe = self.folder / "recipe"
        recipe.write_text("a")
        first = cache.key("x", "1", [recipe])
        recipe.write_text("b")
        self.assertNotEqual(first, cache.key("x", "1", [recipe]))


class Addresses(InTemporaryFolders):
    def test_slots_share_nothing(self) -> None:
        plans = [network.Plan(slot, True) for slot in range(40)]
        for values in ([port for p in plans for port in p.ports.values()],
                       [p.pod_range for p in plans] + [p.service_range for p in plans]):
            self.assertEqual(len(values), len(set(values)))

    def test_a_slot_in_use_is_not_given_again(self) -> None:
        with network.free_slot(False) as first, network.free_slot(False) as second:
            self.assertNotEqual(first, second)


class Certificates(InTemporaryFolders):
    def test_names_users_and_groups(self) -> None:
        made = pki.Pki(self.folder / "pki")
        made.create(["127.0.0.1", "localhost"])
        client = made.client("admin", "admin", "system:masters")
        for pair in (made.server(), client):
            shell.output(["openssl", "verify", "-CAfile", str(made.ca.cert), str(pair.cert)])
        text = subprocess.check_output(["openssl", "x509", "-noout", "-subject", "-ext",
                                        "subjectAltName", "-in", str(made.server().cert)],
                                       text=True)
        self.assertIn("IP Address:127.0.0.1", text)
        self.assertIn("DNS:localhost", text)


class Discovery(unittest.TestCase):
    def test_labels_are_those_of_kubernetes_sd(self) -> None:
        pod = {"metadata": {"namespace": "n", "name": "p", "uid": "u",
                            "annotations": {"prometheus.io/scrape": "true"}},
               "spec": {"nodeName": "node", "containers": [
                   {"name": "c", "image": "i", "ports": [{"containerPort": 80, "name": "web"}]},
                   {"name": "side"}]},
               "status": {"podIP": "10.0.0.9", "phase": "Running",
                          "conditions": [{"type": "Ready", "status": "True"}]}}
        web, side = discovery.groups([pod])
        self.assertEqual((["10.0.0.9:80"], ["10.0.0.9"]), (web["targets"], side["targets"]))
        labels = web["labels"]
        self.assertEqual("true",
                         labels["__meta_kubernetes_pod_annotation_prometheus_io_scrape"])
        self.assertEqual("80", labels["__meta_kubernetes_pod_container_port_number"])
        self.assertEqual("true", labels["__meta_kubernetes_pod_ready"])

    def test_a_pod_without_an_address_is_no_target(self) -> None:
        self.assertEqual([], discovery.groups([{"metadata": {}, "spec": {}, "status": {}}]))


if __name__ == "__main__":
    unittest.main()
