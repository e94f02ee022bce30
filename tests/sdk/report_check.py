#!/usr/bin/env python3
# SPDX-License-Identifier: BSD-2-Clause
"""Checks reports.

    report_check.py json SCHEMA FILE    the document obeys the schema, and its references lead
                                        somewhere
    report_check.py spec FILE           the capDL in JSON has the members and the order it should
                                        have, and its references lead to objects of the right kind
    report_check.py capdl FILE          the text obeys capDL's grammar, every name is defined, and
                                        no slot is beyond its container

Both are readers of their own, written after the formats' descriptions.
"""
import json
import re
import sys


class Wrong(Exception):
    pass


# JSON: the part of JSON Schema that the schema uses; an unknown keyword is an error.

KEYWORDS = {"$schema", "$comment", "$defs", "$ref", "title", "description", "type", "properties",
            "required", "additionalProperties", "items", "minItems", "maxItems", "minimum",
            "pattern", "enum", "const", "anyOf"}
TYPES = {"object": dict, "array": list, "string": str, "boolean": bool, "null": type(None)}


def has_type(value, name):
    if name == "integer":
        return isinstance(value, int) and not isinstance(value, bool)
    return isinstance(value, TYPES[name])


def validate(value, schema, root, where):
    unknown = set(schema) - KEYWORDS
    if unknown:
        raise Wrong(f"schema: unknown keywords {unknown}")
    if "$ref" in schema:
        return validate(value, root["$defs"][schema["$ref"].rsplit("/", 1)[1]], root, where)
    if "anyOf" in schema:
        for choice in schema["anyOf"]:
            try:
                return validate(value, choice, root, where)
            except Wrong:
                pass
        raise Wrong(f"{where}: {value!r} fits none of the choices")
    types = schema.get("type", [])
    types = [types] if isinstance(types, str) else types
    if types and not any(has_type(value, name) for name in types):
        raise Wrong(f"{where}: {value!r} is not {types}")
    if "const" in schema and value != schema["const"]:
        raise Wrong(f"{where}: {value!r} is not {schema['const']!r}")
    if "enum" in schema and value not in schema["enum"]:
        raise Wrong(f"{where}: {value!r} is not one of {schema['enum']}")
    if "pattern" in schema and isinstance(value, str) and not re.search(schema["pattern"], value):
        raise Wrong(f"{where}: {value!r} does not match")
    if "minimum" in schema and value is not None and value < schema["minimum"]:
        raise Wrong(f"{where}: {value!r} is too small")
    if isinstance(value, list):
        if not schema.get("minItems", 0) <= len(value) <= schema.get("maxItems", len(value)):
            raise Wrong(f"{where}: {len(value)} items")
        for index, item in enumerate(value):
            validate(item, schema.get("items", {}), root, f"{where}[{index}]")
    if isinstance(value, dict):
        for name in schema.get("required", []):
            if name not in value:
                raise Wrong(f"{where}: {name} is missing")
        rest = schema.get("additionalProperties", True)
        for name, item in value.items():
            inner = schema.get("properties", {}).get(name, rest)
            if inner is False:
                raise Wrong(f"{where}: {name} is not in the schema")
            validate(item, {} if inner is True else inner, root, f"{where}.{name}")


def references(document):
    objects = document["objects"]
    names = {domain["name"] for domain in document["domains"]}

    def is_type(index, *types):
        if index is not None and objects[index]["type"] not in types:
            raise Wrong(f"object {index} is {objects[index]['type']}, not {types}")

    for cap in document["caps"]:
        is_type(cap["cnode"], "cnode")
        if cap["slot"] >= 1 << objects[cap["cnode"]]["size_bits"]:
            raise Wrong(f"slot {cap['slot']} of {objects[cap['cnode']]['name']}")
        if cap.get("index", 0) >= objects[cap["object"]]["count"]:
            raise Wrong(f"index {cap['index']} of {objects[cap['object']]['name']}")
    for mapping in document["maps"]:
        is_type(mapping["vspace"], "vspace")
        is_type(mapping["frames"], "frames")
    for domain in document["domains"]:
        is_type(domain["tcb"], "tcb")
        is_type(domain["cspace"], "cnode")
        is_type(domain["vspace"], "vspace")
        is_type(domain["fault_endpoint"], "endpoint")
        is_type(domain["timeout_endpoint"], "endpoint")
    for relation in ("direct", "closed"):
        for rows in document["authority"][relation].values():
            for who, whom in rows.items():
                if who not in names or not set(whom) <= names or who in whom:
                    raise Wrong(f"{who}: {whom}")


# capDL in JSON.

SPEC_MEMBERS = {"objects", "irqs", "domain_schedule", "domain_set_start", "domain_idx_shift",
                "asid_slots", "root_objects", "untyped_covers", "cached_orig_cap_slots",
                "log_level"}
SPEC_TCB_SLOTS = {0: "CNode", 1: "PageTable", 4: "Frame", 5: "Endpoint", 6: "SchedContext",
                  7: "Endpoint", 8: "Notification"}
SPEC_SIZES = {"Endpoint": 4, "Notification": 6, "Reply": 5, "PageTable": 12}


def variant(value):
    """Name and members of a value as serde writes an enumeration."""
    if isinstance(value, str):
        return value, {}
    if not isinstance(value, dict) or len(value) != 1:
        raise Wrong(f"{value!r} is no variant")
    return next(iter(value.items()))


def spec_size(kind, members):
    if kind == "CNode":
        return members["size_bits"] + 5
    return members.get("size_bits", SPEC_SIZES.get(kind))


def spec_check(spec):
    if set(spec) != SPEC_MEMBERS:
        raise Wrong(f"members: {set(spec) ^ SPEC_MEMBERS}")
    objects = [variant(entry["object"]) for entry in spec["objects"]]
    names = [entry["name"] for entry in spec["objects"]]
    if len(set(names)) != len(names) or any(set(e) != {"name", "object"} for e in spec["objects"]):
        raise Wrong("names")
    if spec["root_objects"] != {"start": 0, "end": len(objects)}:
        raise Wrong("root_objects")
    anywhere = 1 << 64
    last = (-1, 0, "")
    for name, (kind, members) in zip(names, objects):
        size = spec_size(kind, members)
        if size is None:
            continue
        key = (members.get("paddr", anywhere), -size, name)
        if key < last:
            raise Wrong(f"{name} comes after {last[2]}")
        last = key
    for name, (kind, members) in zip(names, objects):
        slots = [slot for slot, _ in members.get("slots", [])]
        if len(set(slots)) != len(slots):
            raise Wrong(f"{name}: a slot twice")
        for slot, cap in members.get("slots", []):
            what, cap_members = variant(cap)
            if objects[cap_members["object"]][0] != what:
                raise Wrong(f"{name}: slot {slot} is no {what}")
            if kind == "Tcb" and SPEC_TCB_SLOTS.get(slot) != what:
                raise Wrong(f"{name}: {what} in slot {slot}")
            if kind == "CNode" and slot >> members["size_bits"]:
                raise Wrong(f"{name}: slot {slot}")
            if kind == "PageTable" and (slot >= 512 or what not in ("PageTable", "Frame")):
                raise Wrong(f"{name}: {what} in entry {slot}")
    for irq in spec["irqs"]:
        if not objects[irq["handler"]][0].startswith("Irq"):
            raise Wrong(f"interrupt {irq}")
    for index in spec["asid_slots"]:
        if not objects[index][1]["is_root"]:
            raise Wrong(f"asid_slots: {names[index]}")
    given = [spec[name] is None for name in ("domain_schedule", "domain_set_start",
                                             "domain_idx_shift")]
    if any(given) != all(given):
        raise Wrong("a schedule without its members, or the reverse")
    for entry in spec["domain_schedule"] or []:
        if entry["time"] != "EndMarker" and variant(entry["time"])[0] not in ("Us", "Ticks"):
            raise Wrong(f"schedule: {entry}")


# capDL.

TOKEN = re.compile(r"""(?P<space>\s+|/\*.*?\*/|--[^\n]*)
                     | (?P<size>[0-9]+[kM])(?![A-Za-z0-9_])
                     | (?P<number>0x[0-9a-fA-F]+|[0-9]+)(?![A-Za-z0-9_])
                     | (?P<name>[A-Za-z][A-Za-z0-9_@.-]*)
                     | (?P<dots>\.\.)
                     | (?P<mark>[{}()\[\]=:,;])""", re.X | re.S)

# Kinds of objects: their parameters, and which of them have none.
KINDS = {
    "ep": {}, "notification": {}, "rtreply": {}, "smc": {},
    "tcb": {"addr": int, "ip": int, "sp": int, "prio": int, "max_prio": int, "affinity": int,
            "resume": bool, "fpu_disabled": bool, "dom": int},
    "cnode": {"bits": int}, "ut": {"bits": int, "paddr": int},
    "sc": {"period": int, "budget": int, "data": int, "bits": int},
    "frame": {"size": str, "paddr": int},
    "pt": {}, "pd": {}, "pud": {}, "pgd": {}, "asid_pool": {"asid_high": int},
    "pml4": {}, "pdpt": {}, "irq": {}, "io_ports": {"ports": range},
    "arm_irq": {"trigger": ("level", "edge"), "target": int},
    "ioapic_irq": {"ioapic_num": int, "ioapic_pin": int, "ioapic_level": int,
                   "ioapic_polarity": int},
    "msi_irq": {"msi_handle": int, "msi_pci_bus": int, "msi_pci_dev": int, "msi_pci_fun": int},
    "arm_sgi_signal": {"target": int, "irq": int},
}
ARCHES = {"aarch64": "pgd", "riscv": "pt", "x86_64": "pml4"}
IRQS = ("arm_irq", "irq", "ioapic_irq", "msi_irq")
TCB_SLOTS = {"cspace": ("cnode",), "vspace": ("pgd", "pt", "pml4"), "ipc_buffer_slot": ("frame",),
             "fault_ep_slot": ("ep",), "sc_slot": ("sc",), "temp_fault_ep_slot": ("ep",),
             "bound_notification": ("notification",)}
SPECIAL = ("irq_control", "asid_control", "domain", "sched_control")
ENTRIES = {"pgd": ("pud",), "pud": ("pd",), "pd": ("pt", "frame"), "pt": ("pt", "frame"),
           "pml4": ("pdpt",), "pdpt": ("pd",), **{kind: ("notification",) for kind in IRQS}}


class Capdl:
    def __init__(self, text):
        self.tokens = []
        at = 0
        while at < len(text):
            match = TOKEN.match(text, at)
            if match is None:
                raise Wrong(f"no token at {text[at:at + 30]!r}")
            at = match.end()
            if match.lastgroup != "space":
                self.tokens.append((match.lastgroup, match.group()))
        self.tokens.append(("end", ""))
        self.at = 0
        self.objects = {}
        self.counts = {}
        self.bits = {}

    def peek(self):
        return self.tokens[self.at][1]

    def take(self, *expected):
        kind, text = self.tokens[self.at]
        if expected and text not in expected and kind not in expected:
            raise Wrong(f"{text!r} where {expected} should be, behind "
                        f"{' '.join(t for _, t in self.tokens[max(0, self.at - 8):self.at])}")
        self.at += 1
        return text

    def number(self):
        return int(self.take("number"), 0)

    def list_of(self, close):
        """Elements up to a closing mark, with optional separators."""
        while self.peek() != close:
            yield
            if self.peek() in (",", ";"):
                self.take()
        self.take(close)

    def spec(self):
        self.take("arch")
        self.root = ARCHES[self.take(*ARCHES)]
        while self.peek() != "":
            section = self.take("objects", "caps", "irq", "domains")
            if section == "irq":
                self.take("maps")
            self.take("{")
            {"objects": self.object, "caps": self.container, "irq": self.irq,
             "domains": self.domains}[section]()

    def object(self):
        for _ in self.list_of("}"):
            name = self.take("name")
            if name in self.objects:
                raise Wrong(f"{name} is defined twice")
            self.counts[name] = None
            if self.peek() == "[":
                self.take()
                self.counts[name] = self.number()
                self.take("]")
            self.take("=")
            kind = self.take(*KINDS)
            self.objects[name] = kind
            self.params(name, kind)

    def params(self, name, kind):
        if self.peek() != "(":
            if kind in ("cnode", "ut", "frame", "sc"):
                raise Wrong(f"{name}: {kind} needs a size")
            return
        self.take("(")
        given = set()
        for _ in self.list_of(")"):
            if self.tokens[self.at][0] == "number":
                self.bits[name] = self.number()
                param = self.take("bits")
            elif self.tokens[self.at][0] == "size":
                param, _ = "size", self.take("4k", "64k", "2M", "1G")
            else:
                param = self.take("name")
                self.take(":")
                wanted = KINDS[kind].get(param)
                if wanted is int:
                    self.number()
                elif wanted is range:
                    self.take("[")
                    self.number()
                    self.take("..")
                    self.number()
                    self.take("]")
                elif wanted is bool:
                    self.take("True", "False")
                elif isinstance(wanted, tuple):
                    self.take(*wanted)
                else:
                    raise Wrong(f"{kind} has no parameter {param}")
            if param not in KINDS[kind] or param in given:
                raise Wrong(f"{kind}: {param}")
            given.add(param)

    def reference(self):
        name = self.take("name")
        if name not in self.objects:
            raise Wrong(f"{name} is not defined")
        index = None
        if self.peek() == "[":
            self.take()
            index = self.number()
            self.take("]")
        if (index is None) != (self.counts[name] is None):
            raise Wrong(f"{name}: with or without index?")
        if index is not None and index >= self.counts[name]:
            raise Wrong(f"{name}[{index}] of {self.counts[name]}")
        return self.objects[name]

    def container(self):
        seen = set()
        for _ in self.list_of("}"):
            container = self.peek()
            if container in seen:
                raise Wrong(f"{container} comes twice")
            seen.add(container)
            kind = self.reference()
            self.take("{")
            slots = set()
            for _ in self.list_of("}"):
                slots.add(self.slot(container, kind, slots))

    def slot(self, container, kind, slots):
        if kind == "tcb":
            slot = self.take(*TCB_SLOTS)
            allowed = TCB_SLOTS[slot]
        else:
            slot = self.number()
            allowed = ENTRIES.get(kind)
            bits = self.bits[container] if kind == "cnode" else 0 if kind in IRQS else 9
            if slot >= 1 << bits:
                raise Wrong(f"{container}: slot {slot}")
        if slot in slots:
            raise Wrong(f"{container}: slot {slot} twice")
        self.take(":")
        if self.peek() in SPECIAL:
            special = self.take()
            if special == "sched_control":
                for token in "(", "core", ":", "number", ")":
                    self.take(token)
            return slot
        target = self.reference()
        if kind == "tcb" and slot == "vspace" and target != self.root:
            raise Wrong(f"{container}: {target} as address space")
        if allowed is not None and target not in allowed:
            raise Wrong(f"{container}: {target} in slot {slot}")
        if self.peek() == "(":
            self.take()
            for _ in self.list_of(")"):
                param = self.take("name")
                if param in ("badge", "guard", "guard_size"):
                    self.take(":")
                    self.number()
                elif param not in ("cached", "uncached") and not re.fullmatch("[RWGXP]+", param):
                    raise Wrong(f"capability parameter {param}")
        return slot

    def irq(self):
        for _ in self.list_of("}"):
            self.number()
            self.take(":")
            if self.reference() not in IRQS:
                raise Wrong("interrupt map")

    def domains(self):
        for _ in self.list_of("}"):
            what = self.take("schedule", "domain_set_start", "index_shift")
            self.take(":")
            if what != "schedule":
                self.number()
                continue
            self.take("[")
            for _ in self.list_of("]"):
                self.take("(")
                self.number()
                self.take(",")
                self.number()
                self.take(")")


def main():
    try:
        if sys.argv[1] == "json":
            with open(sys.argv[2]) as stream:
                schema = json.load(stream)
            with open(sys.argv[3]) as stream:
                document = json.load(stream)
            validate(document, schema, schema, "document")
            references(document)
        elif sys.argv[1] == "spec":
            with open(sys.argv[2]) as stream:
                spec_check(json.load(stream))
        else:
            with open(sys.argv[2]) as stream:
                Capdl(stream.read()).spec()
    except Wrong as wrong:
        print(f"# {sys.argv[-1]}: {wrong}")
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
