# SPDX-License-Identifier: BSD-2-Clause
"""The plan of an attack: which orders the referee gives to the puppets of a system.

Every domain is the attacker once in each phase.  Orders are described in attack.h; here each is a
dictionary, so that the judge can look up what an order was."""

import random
import struct

(END, LISTEN, PARK, INVOKE, LOAD, STORE, SCAN, FAULT, SPIN, WALK, SPRAY, GUESS, PREPARE, COMPARE,
 RESULT, SILENCE) = range(16)
# Objects with methods, in the order in which they are attacked: what a frame was made to hold is to
# be seen by who comes later, so frames come twice.
METHOD_PHASES = (("frames",), ("frames",), ("tcb", "sched_context", "cnode", "irq_handler"))
CALL, NBSEND, SEND, ANSWER, OWN, PING, SLOTS, LEAVE, HOLD = \
    0, 1, 2, 4, 8, 16, 32, 64, 128

PUPPETS_MAX, SPANS_MAX, TYPES_MAX = 60, 72, 0x5000
PAGE = 0x1000
INPUT_CAP, REPLY_CAP, VSPACE_CAP = 1, 4, 3
MESSAGE_LABEL = 0x7a7a
MARK_STEP = 0x100000001b3
WORD = (1 << 64) - 1
DOMAIN_SET = "domain_set"  # whoever holds it can stop all of the machine
# Where a page can be mapped beside the page of orders, with the page tables that are there.
SPARE_PAGE = 0x5f00100000
ALL_RIGHTS, READ_WRITE = 15, 3
ENDPOINT_OBJECT = 2
EXECUTE_NEVER, CACHED = 4, 3


def mark_of(base, index):
    return base ^ (index + 1) * MARK_STEP & WORD


class Plan:
    def __init__(self, system, labels, regions, seed):
        self.system, self.labels, self.regions = system, labels, regions
        self.random = random.Random(seed)
        self.mark = self.random.getrandbits(64) | 1
        self.count = len(system.names)
        self.orders = []
        self.everyone = range(self.count)

    def order(self, code, actor=0, **fields):
        self.orders.append({"code": code, "actor": actor, **fields})

    def mark_of(self, index):
        return mark_of(self.mark, index)

    # Reception.

    def receivable(self, domain):
        """What a domain can wait on: first what its library does, then all others."""
        pointers = self.system.caps(domain, "endpoint", "R") \
            + self.system.caps(domain, "notification", "R")
        return sorted(pointers, key=lambda pointer: pointer != INPUT_CAP)

    def receive_path(self, domain):
        """A free slot that the domain can name, if it holds a CNode of its own."""
        for pointer in self.system.caps(domain, "cnode"):
            for cnode, first, depth, _ in \
                    self.system.cnode_places(self.system.live[domain][pointer]):
                slots = self.system.slots.get(cnode, {})
                radix = self.system.objects[cnode]["size_bits"]
                free = [slot for slot in range(1 << radix) if slot not in slots]
                if free:
                    return [pointer, first | free[-1], depth]
        return [0, 0, 0]

    def listen(self, domain, which=0, flags=0):
        pointers = self.receivable(domain)
        if pointers:
            self.listen_on(domain, pointers[min(which, len(pointers) - 1)], flags)

    def listen_on(self, domain, pointer, flags):
        attached = VSPACE_CAP if flags & ANSWER else 0
        self.order(LISTEN, domain, flags=flags, args=self.receive_path(domain),
                   caps=[pointer, REPLY_CAP, attached])

    def listen_all(self, which=0):
        for domain in self.everyone:
            self.listen(domain, which)

    # Phases.

    def make(self):
        self.faults()
        self.order(SILENCE)
        for domain in self.everyone:
            for start, count in self.system.spans[domain]:
                for at in range(0, count, TYPES_MAX):
                    self.order(WALK, domain, cptr=start + at, args=[min(TYPES_MAX, count - at), 1])
            self.order(PREPARE, domain)
        self.orders[-1]["flags"] = PING
        self.messages()
        self.answers()
        self.memory()
        self.compare()
        for kinds in METHOD_PHASES:
            for attacker in self.everyone:
                for pointer, cap in sorted(self.system.live[attacker].items()):
                    if cap["type"] in kinds:
                        getattr(self, "attack_" + cap["type"])(attacker, pointer, cap)
        self.compare()
        for attacker in self.everyone:
            self.guess(attacker)
        self.compare()
        for attacker in self.everyone:
            self.spray(attacker)
        for domain in self.everyone:
            self.order(SCAN, domain)

    def compare(self):
        self.listen_all()
        for domain in self.everyone:
            self.order(COMPARE, domain)

    def faults(self):
        for which in range(max(len(self.receivable(domain)) for domain in self.everyone)):
            for domain in self.everyone:
                handler = self.system.domains[domain]["fault_endpoint"]
                if which == 0 or self.system.objects[handler]["domain"] is not None:
                    for other in self.everyone:
                        self.listen_or_park(other, which)
                    self.order(FAULT, domain, flags=LEAVE)
        self.listen_all()
        for domain in self.everyone:
            about = self.system.domains[domain]
            if about["budget_us"] < about["period_us"]:
                self.order(SPIN, domain, args=[min(about["budget_us"] * 33, 2000000)], flags=LEAVE)

    def messages(self):
        """Everyone sends to everything it has, while the others wait."""
        ways = [len(self.receivable(domain)) for domain in self.everyone]
        for which in range(max(ways)):
            for domain in self.everyone:
                self.listen_or_park(domain, which)
            for attacker in self.everyone:
                for pointer in sorted(self.system.live[attacker]):
                    message = {"cptr": pointer, "args": [self.mark_of(attacker)]}
                    self.order(INVOKE, attacker, flags=NBSEND, cptr=pointer)
                    self.order(INVOKE, attacker, flags=NBSEND, label=MESSAGE_LABEL, length=1,
                               **message)
                    self.order(INVOKE, attacker, flags=CALL, label=MESSAGE_LABEL, length=1,
                               caps=[VSPACE_CAP], **message)
                self.listen_or_park(attacker, which)

    def listen_or_park(self, domain, which):
        if which < len(self.receivable(domain)):
            self.listen(domain, which)
        else:
            self.order(PARK, domain)

    def callable(self, domain):
        return [pointer for pointer in self.system.caps(domain, "endpoint", "W")
                if not self.is_monitor(domain, pointer)]

    def is_monitor(self, domain, pointer):
        cap = self.system.live[domain][pointer]
        return cap["type"] == "endpoint" and self.system.objects[cap["object"]]["domain"] is None

    def answers(self):
        """Everyone answers what others call, alone, receiving from all it holds, whether it may or
        not; then with reply objects of others."""
        for attacker in self.everyone:
            for domain in self.everyone:
                self.order(PARK, domain)
            for pointer in self.system.caps(attacker, "endpoint") \
                    + self.system.caps(attacker, "notification"):
                self.listen_on(attacker, pointer, ANSWER)
                for caller in self.everyone:
                    if caller != attacker:
                        self.calls(caller)
            self.borrowed_replies(attacker)
        self.listen_all()

    def calls(self, caller):
        self.listen(caller)
        for pointer in self.callable(caller):
            self.order(INVOKE, caller, cptr=pointer, label=MESSAGE_LABEL, length=1,
                       args=[self.mark_of(caller)], caps=[VSPACE_CAP])
        self.order(PARK, caller)

    def borrowed_replies(self, attacker):
        system = self.system
        for reply in system.caps(attacker, "reply"):
            owner = system.domain_index(
                system.objects[system.live[attacker][reply]["object"]]["domain"])
            if owner in (None, attacker):
                continue
            for caller in self.everyone:
                for pointer in self.callable(caller) if caller not in (attacker, owner) else []:
                    self.listen(owner, flags=HOLD)
                    self.order(INVOKE, caller, cptr=pointer, label=MESSAGE_LABEL, length=1,
                               args=[self.mark_of(caller)], flags=LEAVE)
                    self.order(PARK, owner)
                    self.order(INVOKE, attacker, flags=NBSEND, cptr=reply, length=1,
                               args=[self.mark_of(attacker)])
                    self.order(RESULT, caller, label=MESSAGE_LABEL)
                    self.order(PARK, caller)

    # Memory.

    def addresses(self):
        """Pages of everyone's mappings, and others where nothing should be."""
        pages = set()
        for domain in self.everyone:
            for mapping in self.system.maps[domain]:
                start, count = int(mapping["vaddr"], 0), int(mapping["bytes"], 0) // PAGE
                pages |= {start + k * PAGE for k in (0, 1, count // 2, count - 1) if k < count}
        for item in self.system.objects:
            if item["type"] == "frames" and "paddr" in item:
                pages.add(int(item["paddr"], 0))
        pages |= {self.random.randrange(1 << bits) & -PAGE for bits in range(20, 64)}
        return sorted(pages | {0, 0x70000000, 0xffffff8070004000, 0xffffffffffffe000})

    def memory(self):
        pages = self.addresses()
        for attacker in self.everyone:
            for page in pages:
                self.order(LOAD, attacker, cptr=page)
            for page in pages:
                self.order(STORE, attacker, cptr=page)
        for domain in self.everyone:
            self.order(SCAN, domain)

    # Methods, by the type of the capability.

    def method(self, attacker, pointer, label, args=(), caps=(), flags=PING, length=None):
        self.order(INVOKE, attacker, cptr=pointer, label=self.labels.index(label), args=list(args),
                   caps=list(caps), length=len(args) if length is None else length, flags=flags,
                   method=label)

    def attack_tcb(self, attacker, pointer, _cap):
        system = self.system
        self.method(attacker, pointer, "TCBReadRegisters", [0, 36], flags=0)
        self.method(attacker, pointer, "TCBWriteRegisters",
                    [1, 4, 0, 0, 0, self.mark_of(attacker)], flags=OWN)
        self.method(attacker, pointer, "TCBSuspend")
        for authority in system.caps(attacker, "tcb"):
            self.method(attacker, pointer, "TCBSetPriority", [1], [authority])
        self.method(attacker, pointer, "TCBUnbindNotification")

    def attack_sched_context(self, attacker, pointer, _cap):
        self.method(attacker, pointer, "SchedContextConsumed")
        self.method(attacker, pointer, "SchedContextYieldTo")
        for control in self.system.caps(attacker, "sched_control"):
            self.method(attacker, control, "SchedControlConfigureFlags", [100, 10000000, 0, 7, 0],
                        [pointer])
        self.method(attacker, pointer, "SchedContextUnbind")

    def attack_cnode(self, attacker, pointer, cap):
        """Copies a capability into a free slot of each CNode there, moves one away and back."""
        system = self.system
        for cnode, first, depth, node in system.cnode_places(cap):
            slots = system.slots.get(cnode, {})
            free = [k for k in range(1 << system.objects[cnode]["size_bits"]) if k not in slots]
            if len(free) < 2:
                continue
            for source in system.caps(attacker, "cnode"):
                for inner, inner_first, inner_depth, _ in \
                        system.cnode_places(system.live[attacker][source]):
                    used = [k for k, held in system.slots.get(inner, {}).items()
                            if held["type"] in ("tcb", "vspace", "endpoint", "notification")]
                    if used:
                        self.method(attacker, pointer, "CNodeCopy",
                                    [first | free[0], depth, inner_first | used[0], inner_depth,
                                     ALL_RIGHTS], [source], SLOTS)
                        self.method(attacker, pointer, "CNodeDelete", [first | free[0], depth],
                                    flags=SLOTS)
            movable = [k for k, held in slots.items()
                       if held["type"] in ("tcb", "vspace", "frames")]
            for here, there in [(movable[0], free[1]), (free[1], movable[0])] if movable else []:
                self.method(attacker, pointer, "CNodeMove",
                            [first | there, depth, first | here, depth], [pointer], SLOTS)
            for memory in system.caps(attacker, "untyped")[:1]:
                self.method(attacker, memory, "UntypedRetype",
                            [ENDPOINT_OBJECT, 0, *node, free[0], 1], [pointer], SLOTS)
                self.method(attacker, pointer, "CNodeDelete", [first | free[0], depth], flags=SLOTS)

    def attack_frames(self, attacker, pointer, cap):
        """Maps the page beside the own page of orders, writes there, and shows it to others."""
        system = self.system
        size = 1 << system.objects[cap["object"]]["size_bits"]
        where = SPARE_PAGE if size == PAGE else SPARE_PAGE - SPARE_PAGE % size + 64 * size
        owners = [(system.domain_index(
            system.objects[system.live[attacker][space]["object"]]["domain"]), space)
            for space in system.caps(attacker, "vspace")]
        if cap.get("index", 0) in range(3, system.objects[cap["object"]]["count"] - 1):
            return
        for owner, space in sorted(owners, key=lambda pair: pair[0] != attacker):
            self.method(attacker, pointer, "ARMPageMap",
                        [where, READ_WRITE, CACHED | EXECUTE_NEVER], [space], 0)
            if owner == attacker:
                self.order(STORE, attacker, cptr=where)
            self.order(LOAD, owner, cptr=where, by=attacker)
            self.method(attacker, pointer, "ARMPageUnmap", flags=0)

    def attack_irq_handler(self, attacker, pointer, _cap):
        self.method(attacker, pointer, "IRQAckIRQ")

    # Everything.

    def guess(self, attacker):
        """Sends to pointers that lead nowhere: empty slots, too deep, wild."""
        for start, count in self.system.spans[attacker]:
            dead = [start + k for k in range(count) if start + k not in self.system.live[attacker]]
            for first, length in runs(dead):
                self.order(GUESS, attacker, cptr=first, args=[0, 1, length], label=0, length=1,
                           flags=0)
        for bits in range(1, 65):
            self.order(GUESS, attacker, cptr=self.random.getrandbits(bits),
                       args=[0, self.random.getrandbits(bits), 16], label=0, length=1, flags=0)
        self.orders[-1]["flags"] = PING | SLOTS

    def spray(self, attacker):
        """Every label on every capability."""
        system = self.system
        held = [system.caps(attacker, kind) for kind in
                ("tcb", "cnode", "vspace", "sched_context", "notification", "frames")]
        some = [pointers[-1] for pointers in held if pointers]
        patterns = [(0, [0] * 6, []), (6, [self.mark_of(attacker), 1, 64, 1, 64, 1], some[:3]),
                    (5, [1, INPUT_CAP, 64, 0, 64, 0], some[-3:])]
        for pointer in sorted(system.live[attacker]):
            name = system.objects[system.live[attacker][pointer]["object"]]["name"]
            if self.is_monitor(attacker, pointer) or name == DOMAIN_SET:
                continue
            blocks = system.live[attacker][pointer]["type"] in ("endpoint", "reply")
            for length, args, caps in patterns:
                self.order(SPRAY, attacker, cptr=pointer, length=length, args=args, caps=caps,
                           flags=PING | (NBSEND if blocks else CALL))
        self.orders[-1]["flags"] |= SLOTS

    def operations(self):
        """How many invocations, loads and stores the attackers make."""
        per_order = {SPRAY: len(self.labels) - 1, INVOKE: 1, LOAD: 1, STORE: 1}
        return sum(order["args"][2] if order["code"] == GUESS else per_order.get(order["code"], 0)
                   for order in self.orders)

    # The file.

    def pack(self):
        regions = self.regions
        header = struct.pack("<5Q3Q", self.count, len(self.orders), 0, len(regions), self.mark,
                             0, 0, 0)
        header += b"".join(struct.pack("<3Q", start, pages, 1) for start, pages in regions)
        header = header.ljust(64 + SPANS_MAX * 24, b"\0")
        body = b"".join(self.pack_puppet(domain) for domain in self.everyone)
        orders = b"".join(pack_order(order) for order in self.orders)
        offset = struct.pack("<Q", len(header) + len(body))
        return header[:16] + offset + header[24:] + body + orders

    def pack_puppet(self, domain):
        about = self.system.domains[domain]
        maps = [(int(m["vaddr"], 0), int(m["bytes"], 0) // PAGE, m["perms"][1] == "w")
                for m in self.system.maps[domain]]
        slots = [(start, count, 0) for start, count in self.system.spans[domain]]
        bound = about["notification"] is not None
        data = struct.pack("<8Q", int(about["stack"][1], 0) - 0x400, about["priority"],
                           about["mcp"], about["budget_us"], about["period_us"], bound, len(maps),
                           len(slots))
        if sum(count for _, count, _ in slots) > TYPES_MAX or self.count > PUPPETS_MAX \
                or max(len(maps), len(slots), len(self.regions)) > SPANS_MAX:
            raise ValueError("the system is larger than attack.h allows for")
        for spans in (maps, slots):
            packed = b"".join(struct.pack("<3Q", *span) for span in spans)
            data += packed.ljust(SPANS_MAX * 24, b"\0")
        return data


def runs(numbers):
    """(first, length) of the runs of consecutive numbers."""
    found = []
    for number in numbers:
        if found and number == found[-1][0] + found[-1][1]:
            found[-1][1] += 1
        else:
            found.append([number, 1])
    return found


def pack_order(order):
    args = (list(order.get("args", [])) + [0] * 6)[:6]
    caps = (list(order.get("caps", [])) + [0] * 3)[:3]
    cap_count = len([cap for cap in order.get("caps", [])])
    return struct.pack("<BBBBHHQ6Q3Q", order["code"], order["actor"], order.get("flags", 0),
                       cap_count, order.get("label", 0), order.get("length", 0),
                       order.get("cptr", 0) & WORD, *[arg & WORD for arg in args], *caps)
