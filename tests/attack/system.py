# SPDX-License-Identifier: BSD-2-Clause
"""Descriptions of systems under attack, and what the tool reports about them.

`stripped` makes of a description one whose domains all have the puppet as their program; `refereed`
adds the referee to that.  `System` is the tool's report in a form the generator can ask: which
capability a pointer leads to, what is mapped where, who has which authority over whom."""

import copy
import json
import subprocess
import xml.etree.ElementTree as ElementTree

RAM_START = 0x40000000
CONTROL_VADDR = 0x5f00000000
CONTROLS_VADDR = 0x5f40000000
PLAN_VADDR = 0x5f80000000
REGIONS_VADDR = 0x6000000000
CONTROL_BYTES = 0x8000
PAGE = 0x1000
LARGE_PAGE = 0x200000
REFEREE = "referee"


def element(parent, tag, **attributes):
    return ElementTree.SubElement(parent, tag, {k: str(v) for k, v in attributes.items()})


def domains_of(root):
    return list(root.iter("protection_domain"))


def stripped(root):
    """Without what only concerns programs, and with memory in the place of devices."""
    root = copy.deepcopy(root)
    for parent in list(root.iter()):
        for child in list(parent):
            if child.tag == "setvar":
                parent.remove(child)
            for name in [n for n in child.attrib if n.startswith("setvar")]:
                del child.attrib[name]
        for name in [n for n in parent.attrib if n.startswith("prefill")]:
            del parent.attrib[name]
    for image in root.iter("program_image"):
        image.attrib.clear()
        image.set("path", "puppet.elf")
    for region in root.findall("memory_region"):
        if int(region.get("phys_addr", str(RAM_START)), 0) < RAM_START:
            del region.attrib["phys_addr"]
    return root


def refereed(root):
    """With the referee, which breaks all policies; also returns the regions as (address in the
    referee, pages)."""
    root = copy.deepcopy(root)
    for policy in root.findall("policy"):
        root.remove(policy)
    names = [domain.get("name") for domain in domains_of(root)]
    described = root.findall("memory_region")
    referee = element(root, "protection_domain", name=REFEREE, priority=254)
    element(referee, "program_image", path="referee.elf")
    element(root, "memory_region", name="plan", prefill_path="plan.bin")
    element(referee, "map", mr="plan", vaddr=hex(PLAN_VADDR), perms="r", setvar_vaddr="plan")
    spans = []
    vaddr = REGIONS_VADDR
    for region in described:
        size = int(region.get("size"), 0)
        element(referee, "map", mr=region.get("name"), vaddr=hex(vaddr), perms="rw")
        spans.append((vaddr, size // PAGE))
        vaddr = (vaddr + size + 2 * LARGE_PAGE) // LARGE_PAGE * LARGE_PAGE
    kit = element(element(referee, "cspace"), "cnode", name="kit", size_bits=8, setvar_first="kit")
    element(kit, "cap_sched_control", slot=0)
    element(kit, "cap_endpoint", slot=1, pd=REFEREE, rights="wp")
    element(kit, "cap_tcb", slot=2, pd=REFEREE)
    for i, domain in enumerate(domains_of(root)[:len(names)]):
        name = names[i]
        # Priority 0 is where the referee waits for all others.
        domain.set("priority", str(max(1, int(domain.get("priority", "0"), 0))))
        element(root, "memory_region", name=f"control_{name}", size=hex(CONTROL_BYTES),
                page_size=hex(PAGE))
        element(domain, "map", mr=f"control_{name}", vaddr=hex(CONTROL_VADDR), perms="rw")
        element(referee, "map", mr=f"control_{name}", vaddr=hex(CONTROLS_VADDR + i * CONTROL_BYTES),
                perms="rw")
        element(kit, "cap_notification", slot=64 + i, pd=name, badge=hex(1 << 60), rights="rw")
        element(kit, "cap_tcb", slot=128 + i, pd=name)
        element(kit, "cap_sc", slot=192 + i, pd=name)
    return root, spans


def write(root, path):
    ElementTree.indent(root)
    ElementTree.ElementTree(root).write(path, encoding="unicode", xml_declaration=True)


def rows(relation):
    """{class: {(who, whom)}} of a relation in a report."""
    return {name: {(who, whom) for who, all_whom in by_domain.items() for whom in all_whom}
            for name, by_domain in relation.items()}


class Tool:
    def __init__(self, sdk, board, config, search):
        self.sdk, self.search = sdk, search
        self.options = ["--board", board, "--config", config]

    def run(self, verb, path, *options):
        return subprocess.run([f"{self.sdk}/bin/annona", verb, path, *self.options, "--search-path",
                               *self.search, *options], capture_output=True, text=True,
                              check=False)

    def report(self, path):
        """The report on a description; None if the tool refuses it."""
        target = path + ".json"
        done = self.run("report", path, "--format", "json", "-r", target)
        if done.returncode != 0:
            self.errors = done.stderr
            return None
        with open(target, encoding="utf-8") as stream:
            return json.load(stream)


class System:
    """A report, for questions."""

    def __init__(self, report):
        self.objects = report["objects"]
        self.domains = [d for d in report["domains"] if d["name"] != REFEREE]
        self.names = [d["name"] for d in self.domains]
        self.slots = {}
        for cap in report["caps"]:
            cap["type"] = self.objects[cap["object"]]["type"]
            self.slots.setdefault(cap["cnode"], {})[cap["slot"]] = cap
        self.maps = []
        self.live = []
        self.spans = []
        self.bases = []
        for domain in self.domains:
            self.maps.append([m for m in report["maps"] if m["vspace"] == domain["vspace"]
                              and int(m["vaddr"], 0) != CONTROL_VADDR])
            live, bases, singles = {}, {}, []
            self.walk(domain["cspace"], 0, 0, 64, live, bases, singles)
            used = [single for single in singles if single in live]
            free = [single for single in singles if single not in live]
            self.live.append(live)
            self.bases.append(bases)
            spans = [(base, 1 << self.objects[cnode]["size_bits"]) for cnode, base in bases.items()]
            self.spans.append(spans + [(single, 1) for single in used + free])
        names = set(self.names)
        self.direct, self.closed = (
            {name: {pair for pair in pairs if set(pair) <= names}
             for name, pairs in rows(report["authority"][relation]).items()}
            for relation in ("direct", "closed"))

    def walk(self, cnode, guard_word, prefix, bits, live, bases, singles):
        """All addresses that lead through a CNode met with that many bits left."""
        guard_bits, guard = guard_word & 63, guard_word >> 6
        radix = self.objects[cnode]["size_bits"]
        left = bits - guard_bits - radix
        if left < 0 or left == bits:
            return
        base = prefix | guard << (left + radix)
        if left == 0:
            bases[cnode] = base
        slots = self.slots.get(cnode, {})
        for slot in range(1 << radix):
            cap = slots.get(slot)
            pointer = base | slot << left
            if cap is not None and (cap["type"] != "cnode" or left == 0):
                live[pointer] = cap
            elif cap is not None:
                self.walk(cap["object"], int(cap["badge"], 0), pointer, left, live, bases, singles)
            if left != 0 and (cap is None or cap["type"] != "cnode"):
                singles.append(pointer)

    def caps(self, domain, kind, rights=""):
        """Pointers to a domain's capabilities of one type that have these rights."""
        return sorted(pointer for pointer, cap in self.live[domain].items()
                      if cap["type"] == kind and set(rights) <= set(cap["rights"]))

    def domain_index(self, name):
        return self.names.index(name) if name in self.names else None

    def cnode_places(self, cap):
        """The CNode a capability is to, and those below it: the CNode, the index of its slot 0, its
        depth, and index and depth of the capability to it."""
        guard_word = int(cap["badge"], 0)
        places = []

        def visit(cnode, word, prefix, depth):
            guard_bits, guard = word & 63, word >> 6
            radix = self.objects[cnode]["size_bits"]
            here = (prefix << guard_bits | guard) << radix
            node = (prefix, depth)
            depth += guard_bits + radix
            if depth > 64:
                return
            places.append((cnode, here, depth, node))
            for slot, inner in self.slots.get(cnode, {}).items():
                if inner["type"] == "cnode":
                    visit(inner["object"], int(inner["badge"], 0), here | slot, depth)

        visit(cap["object"], guard_word, 0, 0)
        return places
