#!/usr/bin/env python3
# SPDX-License-Identifier: BSD-2-Clause
"""Attacks systems and holds what happens against what the authority analysis says.

    attack.py --sdk FOLDER --programs FOLDER --work FOLDER --labels FILE SYSTEM...

For each description: a copy with puppets for programs and a referee is built and booted; whatever
one domain could do to another must be in the reported relation, and what is in the relation must
have been done.  Test Anything Protocol on standard output; docs/authority.md says what is tried."""

import argparse
import copy
import json
import os
import subprocess
import sys
import threading
import xml.etree.ElementTree as ElementTree

import random_system
import system as systems
from conspiracy import Conspiracy
from judge import Evidence
from plan import Plan

TIMEOUT_SECONDS = 300


class Attack:
    def __init__(self, options):
        self.options = options
        self.tool = systems.Tool(options.sdk, options.board, options.config,
                                 [options.work, options.programs])
        with open(options.labels, encoding="utf-8") as stream:
            self.labels = stream.read().split()
        self.count = self.failed = 0
        self.boots = self.orders_tried = self.operations_tried = 0

    def result(self, good, name, details=()):
        self.count += 1
        self.failed += not good
        print(f"{'ok' if good else 'not ok'} {self.count} - attack.{name}")
        for detail in [] if good else list(details)[:40]:
            print(f"#     {detail}")
        sys.stdout.flush()
        return good

    def path(self, name):
        return os.path.join(self.options.work, name)

    def boot(self, name):
        """Runs an image until the referee is through; what it printed."""
        with open(f"{self.options.sdk}/board/{self.options.board}/{self.options.config}/board.json",
                  encoding="utf-8") as stream:
            board = json.load(stream)
        command = board["qemu"] + [
            "-icount", "shift=3,sleep=off", "-display", "none", "-monitor", "none", "-serial",
            "stdio", "-parallel", "none", "-net", "none", "-device",
            f"loader,file={self.path(name)},addr={board['load_address']},force-raw=on,cpu-num=0"]
        lines = []
        with subprocess.Popen(command, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE,
                              text=True, errors="replace") as machine:
            timer = threading.Timer(TIMEOUT_SECONDS, machine.kill)
            timer.start()
            for line in machine.stdout:
                lines.append(line.rstrip())
                if line.startswith("#END"):
                    break
            machine.kill()
            timer.cancel()
        with open(self.path(name + ".log"), "w", encoding="utf-8") as stream:
            stream.write("\n".join(lines) + "\n")
        return lines

    def describe(self, name, root):
        """Writes a description; what the tool reports about it, or None after an error."""
        systems.write(root, self.path(f"{name}.system"))
        report = self.tool.report(self.path(f"{name}.system"))
        if report is None:
            self.result(False, f"{name}.builds", self.tool.errors.splitlines())
        return report

    def build(self, name, planned, booted, planner):
        """The image of a system under attack, and its plan, which is made for the system `planned`;
        that is another than the one that boots only where the test itself is tested."""
        with_referee, regions = systems.refereed(booted)
        target = f"{name}.refereed"
        plan_region = with_referee.find("memory_region[@name='plan']")
        self.write_plan(plan_region, bytes(systems.PAGE))
        report = self.describe(target, with_referee)
        if report is None:
            return None
        if planned is not booted:
            other, _ = systems.refereed(planned)
            self.write_plan(other.find("memory_region[@name='plan']"), bytes(systems.PAGE))
            report = self.describe(f"{name}.planned", other)
        plan = planner(systems.System(report), self.labels, regions, name)
        plan.make()
        self.write_plan(plan_region, plan.pack())
        systems.write(with_referee, self.path(f"{target}.system"))
        built = self.tool.run("build", self.path(f"{target}.system"), "-o",
                              self.path(f"{name}.img"), "-r", self.path(f"{name}.report.txt"))
        if built.returncode != 0:
            self.result(False, f"{name}.builds", built.stderr.splitlines())
            return None
        return plan

    def write_plan(self, region, data):
        size = (len(data) + systems.PAGE - 1) // systems.PAGE * systems.PAGE
        region.set("size", hex(size))
        with open(self.path("plan.bin"), "wb") as stream:
            stream.write(data)

    def attack(self, name, analysed, booted=None, planned=None, planner=Plan, relation="direct"):
        """Builds and boots; what was seen, to be held against the relation of `analysed`."""
        analysed = systems.stripped(analysed)
        booted = systems.stripped(booted) if booted is not None else analysed
        planned = systems.stripped(planned) if planned is not None else booted
        report = self.describe(name, analysed)
        plan = self.build(name, planned, booted, planner) if report is not None else None
        if plan is None:
            return None
        self.direct = systems.System(report).direct
        allowed = self.direct if relation == "direct" else systems.System(report).closed
        lines = self.boot(f"{name}.img")
        evidence = Evidence(plan, lines, allowed)
        self.orders_tried += len(plan.orders)
        self.operations_tried += plan.operations()
        self.boots += 1
        with open(self.path(f"{name}.orders"), "w", encoding="utf-8") as stream:
            for number, order in enumerate(plan.orders):
                print(f"{number:x}", evidence.describe(dict(order, number=number)), file=stream)
        if not evidence.complete:
            self.result(False, f"{name}.runs", lines[-20:])
            return None
        return evidence

    def system(self, name, root):
        """One system, each domain alone."""
        evidence = self.attack(name, root)
        if evidence is None:
            return None
        self.result(self.direct == evidence.system.direct, f"{name}.referee",
                    ["the referee changes the authority of others"])
        self.result(not evidence.differences(), f"{name}.slots", evidence.differences())
        impossible = evidence.impossible()
        self.result(not impossible, f"{name}.impossible", impossible)
        missing = evidence.missing(evidence.allowed)
        self.result(not missing, f"{name}.possible", missing)
        claims = sum(len(pairs) for pairs in evidence.allowed.values())
        reasons = evidence.reasons()
        print(f"# {name}: {len(evidence.plan.orders)} orders, {evidence.plan.operations()} "
              f"operations, {evidence.accepted} carried out; {claims - sum(reasons.values())} of "
              f"{claims} claims shown")
        for reason, count in reasons.items():
            print(f"# {name}: {count} not shown: {reason}")
        return evidence

    def conspiracy(self, name, root):
        """One system, all domains together; returns what took more than what each had."""
        evidence = self.attack(f"{name}.conspiracy", root, planner=Conspiracy, relation="closed")
        if evidence is None:
            return None
        impossible = evidence.impossible()
        self.result(not impossible, f"{name}.conspiracy", impossible)
        more = {fact for fact in evidence.facts if fact[1:] not in self.direct[fact[0]]}
        print(f"# {name}: {len(evidence.plan.orders)} orders, {evidence.plan.operations()} "
              f"operations; {len(more)} facts beyond those that each could bring about alone")
        return more

    def conspiracies(self, path, seeds):
        """The system made for it, where all of the closure can be shown, and random ones."""
        more = self.conspiracy("system", ElementTree.parse(path).getroot())
        if more is not None:
            kinds = {kind for kind, _, _ in more}
            lacking = {"read", "write", "call", "notify", "reply", "control"} - kinds
            self.result(not lacking, "system.closed", [f"nobody conspired to {kind}"
                                                       for kind in sorted(lacking)])
        for seed in seeds:
            root = random_system.make(seed)
            self.system(f"random{seed}", root)
            self.conspiracy(f"random{seed}", root)

    # Can the test fail?

    def falsified(self, name, evidence):
        """The analysis altered in one place at a time: each must be noticed."""
        unnoticed = []
        facts = sorted(evidence.facts)
        for kind, *pair in facts:
            altered = dict(evidence.allowed)
            altered[kind] = altered[kind] - {tuple(pair)}
            if not evidence.impossible(altered):
                unnoticed.append(f"{pair[0]} {kind} {pair[1]} was denied")
        self.result(facts and not unnoticed, f"{name}.denied", unnoticed)
        claims = 0
        for kind, pairs in evidence.allowed.items():
            for who in evidence.system.names:
                for whom in evidence.system.names:
                    if who == whom or (who, whom) in pairs or evidence.reason(kind, who, whom):
                        continue
                    altered = dict(evidence.allowed)
                    altered[kind] = pairs | {(who, whom)}
                    claims += 1
                    if not evidence.missing(altered):
                        unnoticed.append(f"{who} {kind} {whom} was claimed")
        self.result(claims and not unnoticed, f"{name}.claimed", unnoticed)
        print(f"# {name}: {len(facts)} facts denied, {claims} claimed")

    def holes(self, path):
        """Systems with one capability, mapping or channel more than the one that is analysed."""
        analysed = ElementTree.parse(path).getroot()
        for kind, alter in HOLES.items():
            booted = copy.deepcopy(analysed)
            alter(booted)
            evidence = self.attack(f"hole.{kind}", analysed, booted)
            if evidence is not None:
                noticed = [fact for fact in evidence.facts
                           if fact[1:] not in evidence.allowed[fact[0]]]
                self.result(kind in {fact[0] for fact in noticed}
                            or kind == "schedule" and evidence.stops, f"hole.{kind}",
                            [f"{' '.join(fact)}" for fact in noticed])
        evidence = self.attack("hole.hidden", analysed, booted, analysed)
        if evidence is not None:
            self.result(bool(evidence.differences()), "hole.slots", ["not noticed"])


def capability(**attributes):
    """Alters a description: its first domain gets one more capability."""
    tag = attributes.pop("tag")

    def alter(root):
        cspace = root.find("protection_domain/cspace")
        ElementTree.SubElement(cspace, tag, attributes)

    return alter


def mapping(root):
    ElementTree.SubElement(root.find("protection_domain"), "map",
                           {"mr": "other_memory", "vaddr": "0x5000000", "perms": "rw"})


def supervision(root):
    ElementTree.SubElement(root.find("protection_domain"), "supervise",
                           {"pd": "other", "id": "5", "faults": "true"})


HOLES = {
    "read": mapping, "write": mapping, "memory": mapping, "supervise": supervision,
    "call": capability(tag="cap_endpoint", pd="other", rights="w"),
    "reply": capability(tag="cap_reply", pd="other"),
    "notify": capability(tag="cap_notification", pd="other"),
    "schedule": capability(tag="cap_sc", pd="other"),
    "grant": capability(tag="cap_cnode", pd="other", cnode="box"),
    "destroy": capability(tag="cap_cnode", pd="other", cnode="box"),
    "control": capability(tag="cap_tcb", pd="other"),
}


def main():
    parser = argparse.ArgumentParser()
    for option in ("sdk", "programs", "work", "labels"):
        parser.add_argument(f"--{option}", required=True)
    parser.add_argument("--board", default="qemu_virt_aarch64_el1")
    parser.add_argument("--config", default="debug")
    parser.add_argument("--random", nargs="*", type=int, default=[])
    parser.add_argument("systems", nargs="*")
    options = parser.parse_args()
    attack = Attack(options)
    for path in options.systems:
        name = os.path.basename(path).removesuffix(".system")
        evidence = attack.system(name, ElementTree.parse(path).getroot())
        if evidence is not None and evidence.facts:
            attack.falsified(name, evidence)
    here = os.path.dirname(os.path.abspath(__file__))
    if options.random:
        attack.conspiracies(os.path.join(here, "conspiracy.system"), options.random)
        attack.holes(os.path.join(here, "hole.system"))
    print(f"# {attack.boots} boots, {attack.orders_tried} orders, "
          f"{attack.operations_tried} operations")
    print(f"1..{attack.count}")
    return attack.failed != 0


if __name__ == "__main__":
    sys.exit(main())
