# SPDX-License-Identifier: BSD-2-Clause
"""The plan of a conspiracy: the domains of a system pass each other all capabilities they can, over
endpoints, with answers and through CNodes, and then try what they have been given.  What happens
has to be in the relation the tool calls closed."""

from plan import (ALL_RIGHTS, ANSWER, CACHED, CALL, EXECUTE_NEVER, INPUT_CAP, INVOKE, LISTEN, LOAD,
                  MESSAGE_LABEL, NBSEND, OWN, PARK, PING, Plan, PREPARE, READ_WRITE, REPLY_CAP,
                  SCAN, SILENCE, SPARE_PAGE, STORE, VSPACE_CAP)

ROUNDS = 2
GIVEN = ("tcb", "sched_context", "vspace", "notification", "endpoint", "frames", "cnode")


class Conspiracy(Plan):
    def make(self):
        self.order(SILENCE)
        for domain in self.everyone:
            self.order(PREPARE, domain)
        self.orders[-1]["flags"] = PING
        self.boxes = [self.free_slots(domain) for domain in self.everyone]
        self.received = [[] for _ in self.everyone]
        for _ in range(ROUNDS):
            given = [list(received) for received in self.received]
            for domain in self.everyone:
                self.give(domain, given[domain])
        self.listen_all()
        for domain in self.everyone:
            for pointer in self.received[domain]:
                self.try_memory(domain, pointer)
        for domain in self.everyone:
            for pointer in self.received[domain]:
                self.try_answers(domain, pointer)
        self.listen_all()
        for domain in self.everyone:
            for pointer in self.received[domain]:
                self.try_objects(domain, pointer)
        for domain in self.everyone:
            self.order(SCAN, domain)

    def free_slots(self, domain):
        """Empty slots that a domain can both name as a place and address: (path, pointer)."""
        system, found = self.system, {}
        for root in system.caps(domain, "cnode"):
            for cnode, first, depth, _ in system.cnode_places(system.live[domain][root]):
                base = system.bases[domain].get(cnode)
                for slot in range(1 << system.objects[cnode]["size_bits"]):
                    if base is not None and slot not in system.slots.get(cnode, {}):
                        found[base + slot] = [root, first | slot, depth]
        return [(found[pointer], pointer) for pointer in sorted(found)][-200:]

    def place(self, domain):
        """The next empty slot, to be the place of what is received; None if there is none."""
        if not self.boxes[domain]:
            return None
        path, pointer = self.boxes[domain].pop(0)
        self.received[domain].append(pointer)
        return path

    def give(self, giver, more):
        system = self.system
        own = [pointer for pointer, cap in sorted(system.live[giver].items())
               if cap["type"] in GIVEN and not self.is_monitor(giver, pointer)]
        for sent_to in self.callable(giver):
            shared = system.live[giver][sent_to]["object"]
            for taker in self.everyone:
                ways = [pointer for pointer in self.receivable(taker)
                        if system.live[taker][pointer]["object"] == shared]
                for pointer in (own + more) if ways and taker != giver else []:
                    self.hand_over(giver, sent_to, taker, ways[0], pointer)
                answers = [pointer for pointer, cap in sorted(system.live[taker].items())
                           if cap["type"] in GIVEN]
                for pointer in answers if ways and taker != giver else []:
                    self.answer_with(giver, sent_to, taker, ways[0], pointer)
        for target in system.caps(giver, "cnode"):
            self.copy_into(giver, target)

    def hand_over(self, giver, sent_to, taker, way, pointer):
        path = self.place(taker)
        if path is not None:
            self.order(LISTEN, taker, args=path, caps=[way, REPLY_CAP])
            self.order(INVOKE, giver, cptr=sent_to, label=MESSAGE_LABEL, length=1,
                       args=[self.mark_of(giver)], caps=[pointer], flags=CALL)

    def answer_with(self, caller, sent_to, taker, way, pointer):
        path = self.place(caller)
        if path is not None:
            self.order(LISTEN, taker, flags=ANSWER, caps=[way, REPLY_CAP, pointer])
            self.order(LISTEN, caller, args=path, caps=[INPUT_CAP, REPLY_CAP])
            self.order(INVOKE, caller, cptr=sent_to, label=MESSAGE_LABEL, length=1,
                       args=[self.mark_of(caller)], flags=CALL)
            self.listen(taker)

    def copy_into(self, giver, target):
        """From all CNodes the giver can name to those of others, and to its own."""
        system = self.system
        for source in system.caps(giver, "cnode"):
            for cnode, first, depth, _ in system.cnode_places(system.live[giver][source]):
                for slot, cap in sorted(system.slots.get(cnode, {}).items()):
                    if cap["type"] in GIVEN:
                        self.copy(giver, target, source, first | slot, depth)

    def copy(self, giver, target, source, index, depth):
        system = self.system
        for cnode, first, target_depth, _ in system.cnode_places(system.live[giver][target]):
            for taker in self.everyone:
                base = system.bases[taker].get(cnode)
                free = [pointer for pointer in range(base, base + (
                    1 << system.objects[cnode]["size_bits"])) if pointer - base not in
                        system.slots.get(cnode, {}) and pointer not in self.received[taker]] \
                    if base is not None else []
                if free:
                    self.received[taker].append(free[0])
                    self.boxes[taker] = [box for box in self.boxes[taker] if box[1] != free[0]]
                    self.method(giver, target, "CNodeCopy",
                                [first | free[0] - base, target_depth, index, depth, ALL_RIGHTS],
                                [source], 0)
                    return

    # What may have been received is not known before; everything is tried.

    def try_memory(self, domain, pointer):
        self.method(domain, pointer, "ARMPageMap", [SPARE_PAGE, READ_WRITE, CACHED | EXECUTE_NEVER],
                    [VSPACE_CAP], 0)
        self.order(STORE, domain, cptr=SPARE_PAGE)
        self.order(LOAD, domain, cptr=SPARE_PAGE)
        self.method(domain, pointer, "ARMPageUnmap", flags=0)

    def try_answers(self, domain, pointer):
        for other in self.everyone:
            self.order(PARK, other)
        self.order(LISTEN, domain, flags=ANSWER, caps=[pointer, REPLY_CAP])
        for caller in self.everyone:
            if caller != domain and self.callable(caller):
                self.calls(caller)

    def try_objects(self, domain, pointer):
        message = {"cptr": pointer, "args": [self.mark_of(domain)], "length": 1}
        self.order(INVOKE, domain, flags=NBSEND, label=MESSAGE_LABEL, **message)
        self.order(INVOKE, domain, flags=NBSEND, label=MESSAGE_LABEL, length=0, cptr=pointer)
        self.method(domain, pointer, "TCBReadRegisters", [0, 36], flags=0)
        self.method(domain, pointer, "TCBWriteRegisters",
                    [1, 4, 0, 0, 0, self.mark_of(domain)], flags=OWN)
        self.method(domain, pointer, "TCBSuspend")
        self.method(domain, pointer, "SchedContextUnbind")
