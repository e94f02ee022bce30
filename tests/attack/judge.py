# SPDX-License-Identifier: BSD-2-Clause
"""What happened in a system under attack, and whether the analysis allows it.

The referee's lines become facts (class, who, whom), each with the order that showed it, to be held
against the relation the tool reports."""

from plan import (COMPARE, FAULT, INVOKE, LISTEN, LOAD, MESSAGE_LABEL, PREPARE, SPIN, SPRAY)

FAULT_ADDRESS = 0x666000
TIMEOUT, VM_FAULT = 5, 6
TYPES = {"untyped": 2, "endpoint": 4, "notification": 6, "reply": 8, "cnode": 10, "tcb": 12,
         "irq_handler": 16, "sched_context": 22, "sched_control": 24, "frames": 1, "page_table": 3,
         "vspace": 9, "sgi": 27}
INITIAL_TYPES = {11, 13, 14, 20, 25}
# A thread that does not react any more: whoever did that can do one of these.
STOPPING = ("schedule", "control", "destroy")


class Evidence:
    def __init__(self, plan, lines, allowed):
        self.plan, self.system = plan, plan.system
        self.allowed = allowed
        self.facts = {}        # (class, who, whom): order
        self.stops = {}        # (who, whom): order
        self.reordered = {}    # (who, whom, whom): order; one of the two has another priority
        self.problems = []     # what has no explanation at all
        self.caps = [{} for _ in self.system.names]
        self.dead = set()
        self.complete = False
        self.accepted = 0      # invocations that the kernel carried out
        self.pages = [set() for _ in self.system.names]
        marks = {plan.mark_of(i): i for i in plan.everyone}
        self.index_of = marks.get
        for line in lines:
            if line.startswith("#END"):
                self.complete = True
            elif line.startswith("#") and line[2:3] == " ":
                letter, words = line[1], [int(word, 16) for word in line[3:].split()]
                order = dict(plan.orders[words[0]], number=words[0])
                getattr(self, "line_" + letter)(order, *words[1:])
        for who in plan.everyone:
            for whom in plan.everyone:
                for page in self.pages[who] & self.pages[whom]:
                    self.add("memory", who, whom, {"number": 0, "page": hex(page)})

    def add(self, kind, who, whom, order):
        if who != whom:
            names = self.system.names
            self.facts.setdefault((kind, names[who], names[whom]), order)

    def problem(self, order, text):
        self.problems.append(f"{text}, in {self.describe(order)}")

    def describe(self, order):
        return f"order {order['number']}: {self.system.names[order.get('actor', 0)]} " + \
            ", ".join(f"{k} {hex(v) if k == 'cptr' else v}" for k, v in order.items()
                      if k not in ("number", "actor"))

    def marked(self, mask):
        return [i for i in self.plan.everyone if mask >> i & 1]

    # The referee's lines.

    def line_C(self, order, pointer, kind):
        self.caps[order["actor"]][pointer] = kind

    def line_M(self, order, owners, attackers, page):
        actor, by = order["actor"], order.get("by", order["actor"])
        for who in self.marked(attackers):
            if by in (who, actor):
                self.add("write", who, actor, order)
            if by == actor:
                self.add("read", actor, who, order)
        if by != actor:
            return
        for whom in self.marked(owners):
            self.add("read", actor, whom, order)
        numbers = [self.plan.mark] + [self.plan.mark_of(i) for i in self.plan.everyone]
        if any(page ^ number < 1 << 31 for number in numbers):
            self.pages[actor].add(page)

    def line_S(self, order, _):
        pass

    def line_W(self, order, attackers):
        for who in self.marked(attackers):
            self.add("write", who, order["actor"], order)
            self.add("read", order["actor"], who, order)

    def line_R(self, order, info, first, second):
        actor = order["actor"]
        if order["code"] == SPRAY:
            self.accepted += first.bit_count() + second.bit_count()
            return
        self.accepted += info >> 12 == 0
        if order.get("method") == "TCBReadRegisters" and self.index_of(second) is not None:
            self.add("control", actor, self.index_of(second), order)
            self.add("read", actor, self.index_of(second), order)
        elif order.get("label") == MESSAGE_LABEL and info & 0x7f and info >> 12 == 0:
            replier = self.index_of(first)
            if replier is None:
                self.problem(order, f"an answer from nobody, {first:#x}")
            elif replier != actor:
                self.add("reply", replier, actor, order)
                if caps_transferred(info):
                    self.add("grant", replier, actor, order)

    def line_L(self, order, domain, badge, info, first, second):
        label, length, actor = info >> 12, info & 0x7f, order["actor"]
        sender = self.index_of(first)
        faulter = (second - FAULT_ADDRESS) // 8
        if order["code"] in (FAULT, LISTEN) and label == VM_FAULT and faulter in self.plan.everyone:
            self.add("supervise", domain, faulter, order)
        elif order["code"] == SPIN and label == TIMEOUT:
            self.add("supervise", domain, actor, order)
        elif length == 0 and order["code"] == LISTEN:
            self.late(domain, badge, order)
        elif length == 0:
            used = self.system.live[actor].get(order.get("cptr"), {}).get("type")
            sends = used == "endpoint" and order["code"] in (INVOKE, SPRAY) \
                and not self.plan.is_monitor(actor, order["cptr"])
            self.add("call" if sends else "notify", actor, domain, order)
        elif sender is not None:
            self.add("call", sender, domain, order)
            if caps_transferred(info):
                self.add("grant", sender, domain, order)
        elif order["code"] == SPRAY or label == order.get("label"):
            self.add("call", actor, domain, order)
        else:
            self.problem(order, f"{self.system.names[domain]} received a message of nobody, label "
                                f"{label}, {first:#x} {second:#x}")

    def late(self, domain, badge, order):
        """A signal from before that a domain finds when it waits again; perhaps its own, or that of
        the monitor, which answers a passive domain so."""
        name = self.system.names[domain]
        own = self.system.caps(domain, "notification", "W")
        if self.system.domains[domain]["passive"] and badge == 0:
            return
        if not own and not any(whom == name for _, whom in self.allowed["notify"]):
            self.problem(order, f"{name} was notified, which nobody can")

    def line_O(self, order, domain, owner):
        who = self.index_of(owner)
        if who is None:
            self.problem(order, f"{self.system.names[domain]} was made to run code by nobody")
        else:
            self.add("control", who, domain, order)
            self.add("write", who, domain, order)

    def line_X(self, order, domain, pointer, before, now):
        if order["code"] == COMPARE:
            name = self.system.names[domain]
            if not any(whom == name for kind in ("grant", "destroy")
                       for _, whom in self.allowed[kind]) \
                    and not self.plan.receive_path(domain)[0]:
                self.problem(order, f"slot {pointer:#x} of {name} changed from {before} to {now}")
            return
        self.add("destroy", order["actor"], domain, order) if before else None
        self.add("grant", order["actor"], domain, order) if now else None

    def line_P(self, order, first, second):
        if not {first, second} & self.dead:
            names = self.system.names
            self.reordered.setdefault((names[order["actor"]], names[first], names[second]), order)

    def line_Z(self, order, domain):
        if order["code"] == PREPARE:
            self.problem(order, f"{self.system.names[domain]} does not run")
        elif domain not in self.dead and domain != order["actor"]:
            names = self.system.names
            self.stops.setdefault((names[order["actor"]], names[domain]), order)

    def line_D(self, order, domain):
        self.dead.add(domain)

    def line_E(self, order, domain, error):
        self.problem(order, f"{self.system.names[domain]} could not be prepared: error {error}")

    # Judgement.

    def impossible(self, allowed=None):
        """What happened although the relation denies it."""
        direct = allowed if allowed is not None else self.allowed
        found = [f"{who} can {kind} {whom}: {self.describe(order)}"
                 for (kind, who, whom), order in self.facts.items()
                 if not self.allows(direct, [kind], who, whom, order)]
        found += [f"{who} stopped {whom}: {self.describe(order)}"
                  for (who, whom), order in self.stops.items()
                  if not self.allows(direct, STOPPING, who, whom, order)]
        found += [f"{who} changed the priority of {first} or {second}: {self.describe(order)}"
                  for (who, first, second), order in self.reordered.items()
                  if not any(who == whom or self.allows(direct, ["control"], who, whom, order)
                             for whom in (first, second))]
        return found + self.problems

    def allows(self, relation, kinds, who, whom, order):
        """Spraying can set a domain going that the attacker controls, with its registers; what that
        one does then with its own capabilities is done by both."""
        actors = [who]
        if order.get("code") == SPRAY:
            actors += [whom for by, whom in relation["control"] if by == who]
        return any((actor, whom) in relation[kind] for kind in kinds for actor in actors)

    def shown(self, kind, who, whom):
        if kind == "memory" and (self.shown("read", who, whom) or self.shown("write", who, whom)):
            return True
        return (kind, who, whom) in self.facts or kind == "schedule" and (who, whom) in self.stops

    def missing(self, direct):
        """What the relation claims and did not happen, and could have been made to happen."""
        return [f"{who} {kind} {whom}" for kind, pairs in direct.items()
                for who, whom in sorted(pairs) if not self.shown(kind, who, whom)
                and self.reason(kind, who, whom) is None]

    def reasons(self):
        """The claims that are not shown for a known reason, by that reason."""
        found = {}
        for kind, pairs in self.allowed.items():
            for who, whom in pairs:
                reason = self.reason(kind, who, whom)
                if reason is not None and not self.shown(kind, who, whom):
                    found[reason] = found.get(reason, 0) + 1
        return found

    def reason(self, kind, who, whom):
        """Why an attack cannot show what the analysis, to be on the safe side, calls possible."""
        system = self.system
        by, of = system.domain_index(who), system.domain_index(whom)
        about = system.domains[of]
        held = {(cap["type"], system.objects[cap["object"]]["domain"])
                for cap in system.live[by].values()}
        if kind == "grant" and ("cnode", whom) not in held and not self.plan.receive_path(of)[0]:
            return "has no slot it could name to receive a capability"
        if kind in ("control", "schedule", "read", "write", "memory") \
                and ("vspace", whom) in held and ("tcb", whom) not in held:
            return "a thread of one's own in the address space would need processor time"
        if kind == "supervise" and about["budget_us"] == about["period_us"]:
            return "a budget as large as its period is never used up"
        if kind == "notify" and not self.deliverable(by, of):
            return "a notification bound to one domain's thread reaches no other"
        others = any(what == "cnode" and whose != who for what, whose in held)
        theirs = any(cap["type"] == "cnode" and system.objects[cap["object"]]["domain"] != whom
                     for cap in system.live[of].values())
        if theirs or others and not (kind in ("grant", "destroy") and ("cnode", whom) in held):
            return "goes through a CNode of another, and by copying"
        if kind == "reply" and ("reply", whom) in held:
            return "a domain that calls itself waits for ever"
        if kind == "supervise" and any(what == "reply" and whose != who for what, whose in held):
            return "answers a fault in another's place"
        if kind == "notify" and any(handler == "irq_handler" for handler, _ in held):
            return "no interrupt comes"
        return None

    def deliverable(self, by, of):
        """Whether a signal could reach a domain from another."""
        system = self.system
        bound = {domain["notification"]: i for i, domain in enumerate(system.domains)}
        sent = {system.live[by][pointer]["object"]
                for pointer in system.caps(by, "notification", "W")}
        received = {system.live[of][pointer]["object"]
                    for pointer in system.caps(of, "notification", "R")}
        received.add(system.domains[of]["notification"])
        return any(bound.get(signal, of) == of for signal in sent & received)

    def differences(self):
        """Capabilities that the report has and the system has not, or the other way round."""
        found = []
        for domain in self.plan.everyone:
            name, live = self.system.names[domain], self.system.live[domain]
            for pointer in sorted(set(live) | set(self.caps[domain])):
                kind = live[pointer]["type"] if pointer in live else None
                is_there = self.caps[domain].get(pointer)
                right = is_there in INITIAL_TYPES if kind == "initial" \
                    else is_there == TYPES.get(kind)
                if not right:
                    found.append(f"{name}: {pointer:#x} is {is_there}, reported as {kind}")
        return found


def caps_transferred(info):
    return (info >> 7 & 3) != 0 and (info >> 9 & 7) == 0
