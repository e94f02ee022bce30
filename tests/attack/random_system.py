# SPDX-License-Identifier: BSD-2-Clause
"""Random system descriptions: domains with regions, channels and any capabilities, by a seed.

The tool may refuse one, for instance because a call would go to a domain of lower priority; such
seeds are of no use."""

import random
import xml.etree.ElementTree as ElementTree

from system import element

KINDS = ("cap_tcb", "cap_sc", "cap_vspace", "cap_reply", "cap_endpoint", "cap_endpoint",
         "cap_endpoint", "cap_notification", "cap_notification", "cap_frame", "cap_frame",
         "cap_cnode", "cap_cnode", "cap_fault")
ENDPOINT_RIGHTS = ("w", "wp", "wg", "wgp", "r", "r", "rwg")
NOTIFICATION_RIGHTS = ("w", "r", "rw")


def capability(pick, cspace, names, holder):
    kind = pick.choice(KINDS)
    whose = pick.choice(names)
    if kind in ("cap_endpoint", "cap_notification"):
        rights = pick.choice(ENDPOINT_RIGHTS if kind == "cap_endpoint" else NOTIFICATION_RIGHTS)
        badge = {"badge": 1 << pick.randrange(50)} if "w" in rights else {}
        element(cspace, kind, pd=whose, rights=rights, **badge)
    elif kind == "cap_frame":
        element(cspace, kind, mr=f"r{pick.randrange(3)}", first=0, count=1,
                rights=pick.choice(("r", "rw")))
    elif kind == "cap_cnode" and pick.random() < 0.6:
        element(cspace, kind, pd=whose, cnode="box")
    elif kind == "cap_cnode":
        element(cspace, kind, pd=pick.choice((holder, whose)))
    else:
        element(cspace, kind, pd=whose)


def make(seed):
    pick = random.Random(seed)
    names = [f"d{i}" for i in range(pick.randrange(3, 6))]
    root = ElementTree.Element("system")
    for i in range(3):
        element(root, "memory_region", name=f"r{i}", size=hex(0x1000 * pick.randrange(1, 4)),
                page_size="0x1000")
    for name in names:
        budget = pick.choice((1000, 1000, 500))
        domain = element(root, "protection_domain", name=name, priority=pick.randrange(1, 250),
                         budget=budget, period=1000, passive=pick.choice(("false", "true")))
        element(domain, "program_image", path="puppet.elf")
        for i in range(3):
            if pick.random() < 0.3:
                element(domain, "map", mr=f"r{i}", vaddr=hex(0x4000000 + i * 0x10000),
                        perms=pick.choice(("r", "rw")))
        supervised = pick.choice(names)
        if supervised != name and pick.random() < 0.3:
            element(domain, "supervise", pd=supervised, id=pick.randrange(30),
                    **{what: "true" for what in ("tcb", "sc", "faults", "timeouts", "vspace")
                       if pick.random() < 0.5})
        if pick.random() < 0.2:
            element(domain, "irq", irq=40 + len(root), id=60)
        cspace = element(domain, "cspace")
        box = element(cspace, "cnode", name="box", size_bits=3)
        element(box, "cap_notification", pd=name, badge=1 << 51)
        if pick.random() < 0.3:
            element(cspace, "cap_untyped", size_bits=14)
        for _ in range(pick.randrange(4)):
            capability(pick, cspace, names, name)
    for i in range(pick.randrange(4)):
        channel = element(root, "channel")
        for name, calls in zip(pick.sample(names, 2), pick.choice((("true", "false"),
                                                                   ("false", "false")))):
            element(channel, "end", pd=name, id=i, pp=calls)
    return root
