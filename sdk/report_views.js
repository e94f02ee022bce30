/* SPDX-License-Identifier: BSD-2-Clause */
/* The HTML report: what is in each of its views. */
const held = (relation, kind, who) => data.authority[relation][kind][who] || [];
function authorityText(name) {
    const lines = make("ul");
    for (const kind of data.authority.classes) {
        const direct = held("direct", kind, name), closed = held("closed", kind, name);
        const more = closed.filter(other => !direct.includes(other));
        if (direct.length || more.length) {
            const names = list => list.map(short).join(", ");
            lines.append(make("li", null, make("b", null, kind + " "), names(direct),
                make("span", {class: "quiet"},
                     more.length ? ` (by what others may pass on: ${names(more)})` : "")));
        }
    }
    return lines;
}
function componentView(panel) {
    const kinds = [
        {style: "call", color: "call", name: "calls"},
        {style: "notify", color: "notify", name: "notifications"},
        {style: "memory", color: "memory", name: "shared memory"},
        {style: "power", color: "power", name: "control, scheduling, supervision"},
    ];
    const sorted = [...data.domains].sort((a, b) => b.priority - a.priority);
    const perRow = Math.max(3, Math.ceil(Math.sqrt(sorted.length * 1.6)));
    const rows = rowsOf(sorted.map(d => ({id: "pd " + d.name, label: d.name,
        sub: `priority ${d.priority}` + (d.passive ? ", passive" : ""), style: "pd"})), perRow);
    const users = new Map();
    for (const map of data.maps) {
        const name = data.objects[map.frames].name.replace(/ \(rest\)$/, "");
        if (data.objects[map.frames].domain === null && domainOfVspace.has(map.vspace)) {
            users.set(name, (users.get(name) || new Map())
                .set(domainOfVspace.get(map.vspace), map.perms));
        }
    }
    const regions = data.regions.filter(r => users.has(r.name));
    rows.push(...rowsOf(regions.map(r => ({id: "mr " + r.name, label: r.name,
        sub: size(r.bytes), style: "region"})), perRow + 2));
    const edges = [];
    for (const channel of data.channels) {
        channel.ends.forEach((end, i) => {
            const kind = end.may_call ? "call" : end.may_notify ? "notify" : null;
            if (kind) {
                edges.push({kind, from: "pd " + end.pd, to: "pd " + channel.ends[1 - i].pd,
                            title: `${end.pd} ${kind === "call" ? "calls" : "notifies"} ` +
                                   `${channel.ends[1 - i].pd}, channel ${end.id}`});
            }
        });
    }
    for (const [region, by] of users) {
        for (const [name, perms] of by) {
            edges.push({kind: "memory", from: "mr " + region, to: "pd " + name,
                        both: perms.includes("w"), title: `${name} maps ${region} ${perms}`});
        }
    }
    for (const who of data.domains) {
        for (const whom of data.domains) {
            const powers = ["control", "schedule", "supervise", "grant", "destroy"]
                .filter(kind => held("direct", kind, who.name).includes(whom.name));
            if (powers.length) {
                edges.push({kind: "power", from: "pd " + who.name, to: "pd " + whom.name,
                            title: `${who.name}: ${powers.join(", ")} over ${whom.name}`});
            }
        }
    }
    graphView(panel, graph(rows, edges, kinds, "components"), kinds, id => {
        const name = id.slice(3);
        if (id.startsWith("mr ")) {
            return make("div", null, make("b", null, name), ": " +
                [...users.get(name)].map(([who, perms]) => `${who} (${perms})`).join(", "));
        }
        return make("div", null, make("b", null, name), authorityText(name));
    });
}
function capabilityView(panel) {
    const types = [...new Set(data.caps.map(c => data.objects[c.object].type))].sort();
    const off = new Set(["vspace", "reply", "cnode"]);
    const box = make("div");
    const across = make("input", {type: "checkbox", id: "across"});
    across.checked = true;
    const who = make("select", {id: "holder", "aria-label": "Holder"},
                     make("option", {value: ""}, "all domains"));
    for (const domain of data.domains) {
        who.append(make("option", {value: domain.name}, domain.name));
    }
    const filters = make("fieldset", {class: "filters", id: "cap-filters"},
        make("label", null, "Held by", who),
        make("label", null, across, "only what others hold of a domain"));
    function build() {
        const kinds = [{style: "cap", color: "notify", name: "capability"}];
        const objects = new Map(), holders = new Map(), found = new Map();
        for (const cap of data.caps) {
            const object = data.objects[cap.object];
            const holder = domainOfCnode.get(cap.cnode);
            if (holder === undefined || off.has(object.type) ||
                (who.value !== "" && holder !== who.value) ||
                (across.checked && object.domain === holder)) {
                continue;
            }
            holders.set(holder, {id: "pd " + holder, label: holder, sub: "domain", style: "pd"});
            objects.set(cap.object, {id: "ob " + cap.object, label: object.name,
                                     sub: object.type, style: "object"});
            const key = holder + "\n" + cap.object;
            const edge = found.get(key) || {kind: "cap", from: "pd " + holder,
                to: "ob " + cap.object, count: 0,
                title: `${holder} holds ${object.name}, rights ${cap.rights}, slot ` +
                       `${cap.slot} of ${data.objects[cap.cnode].name}`};
            edge.count++;
            found.set(key, edge);
        }
        const edges = [...found.values()];
        for (const edge of edges) {
            edge.title += edge.count > 1 ? ` and ${edge.count - 1} more` : "";
        }
        const rows = [...rowsOf([...holders.values()], 9), ...rowsOf([...objects.values()], 9)];
        box.replaceChildren();
        if (edges.length === 0) {
            box.append(make("p", {class: "quiet"}, "No capability passes these filters."));
            return;
        }
        graphView(box, graph(rows, edges, kinds, "capabilities"), [], id => {
            const list = make("ul");
            edges.filter(e => e.from === id || e.to === id)
                .forEach(e => list.append(make("li", null, e.title)));
            return list;
        });
        search();
    }
    for (const type of types) {
        const check = make("input", {type: "checkbox", "data-type": type});
        check.checked = !off.has(type);
        check.addEventListener("change", () => {
            check.checked ? off.delete(type) : off.add(type);
            build();
        });
        filters.append(make("label", null, check, type));
    }
    across.addEventListener("change", build);
    who.addEventListener("change", build);
    panel.append(filters, box);
    return build;
}
function memoryView(panel) {
    const rams = data.memory.filter(m => m.kind === "ram");
    const low = rams.length ? BigInt(rams[0].start) : 0n;
    const high = rams.length ? BigInt(rams[rams.length - 1].end) : 1n;
    const rows = data.memory.map(m => {
        const start = BigInt(m.start), end = BigInt(m.end), all = Number(high - low);
        const bar = make("div", {class: "mapbar"});
        if (start >= low && end <= high) {
            bar.append(make("span", {class: m.kind, style:
                `left: ${Number(start - low) / all * 100}%;` +
                `width: ${Number(end - start) / all * 100}%`}));
        }
        return [mono(m.start), mono("0x" + (end - 1n).toString(16)),
                size("0x" + (end - start).toString(16)), m.what, m.kind,
                start >= low && end <= high ? bar : "outside of RAM"];
    });
    panel.append(make("h2", null, "Physical memory"),
        table(["from", "to", "#size", "what", "kind", "place in RAM"], rows));
    panel.append(make("h2", null, "Memory regions"), table(
        ["name", "#size", "page", "address", "filled from", "mapped by"],
        data.regions.map(r => [r.name, size(r.bytes), size(r.page_bytes),
            r.paddr === null ? "anywhere" : mono(r.paddr), r.prefill || "",
            data.maps.filter(m => data.objects[m.frames].name === r.name)
                .map(m => `${domainOfVspace.get(m.vspace)} (${m.perms})`).join(", ")])));
    const bytes = new Map();
    for (const object of data.objects) {
        const sum = bytes.get(object.type) || {count: 0, bytes: 0n};
        bytes.set(object.type, {count: sum.count + object.count,
                                bytes: sum.bytes + BigInt(object.bytes)});
    }
    panel.append(make("h2", null, "Kernel objects"), table(["type", "#count", "#bytes"],
        [...bytes].map(([type, sum]) => [type, sum.count,
                                         size("0x" + sum.bytes.toString(16))])));
}
/* The slots of a domain; pieces of one object in a row of slots are one line. */
function slotRows(caps) {
    const runs = [];
    for (const cap of caps) {
        const run = runs.at(-1);
        const more = run !== undefined && cap.index !== undefined &&
            run.first.index !== undefined && run.first.object === cap.object &&
            run.first.cnode === cap.cnode && run.first.rights === cap.rights &&
            run.first.slot + run.count === cap.slot && run.first.index + run.count === cap.index;
        if (more) {
            run.count++;
        } else {
            runs.push({first: cap, count: 1});
        }
    }
    const range = (first, count) => count === 1 ? String(first) : `${first} to ${first + count - 1}`;
    return runs.map(({first, count}) => [data.objects[first.cnode].name, range(first.slot, count),
        data.objects[first.object].name +
            (first.index === undefined ? "" : ` [${range(first.index, count)}]`),
        data.objects[first.object].type, mono(first.rights), mono(first.badge)]);
}
function domainView(panel) {
    const open = make("button", {type: "button"}, "Open or close all");
    panel.append(make("p", null, open));
    for (const domain of data.domains) {
        const facts = [
            ["program", domain.program], ["priority", domain.priority],
            ["budget", `${domain.budget_us} µs of ${domain.period_us} µs`], ["core", domain.core],
            ["parent", domain.parent || "none"], ["passive", domain.passive ? "yes" : "no"],
            ["faults go to", domain.fault_endpoint === null ? "nobody"
                : data.objects[domain.fault_endpoint].name],
            ["timeouts go to", domain.timeout_endpoint === null ? "nobody"
                : data.objects[domain.timeout_endpoint].name],
            ["stack", domain.stack.join(" to ")],
            ["reaches beyond the model", domain.outside_the_model || "no"],
        ];
        const slots = data.caps.filter(c => spaceOf.get(domain.name).has(c.cnode));
        const maps = data.maps.filter(m => m.vspace === domain.vspace);
        panel.append(make("details", {"data-text": domain.name.toLowerCase()},
            make("summary", null, domain.name + " ", make("span", null,
                `priority ${domain.priority}, ${slots.length} capabilities, ` +
                `${maps.length} mappings`)),
            table(["", ""], facts), make("h2", null, "Slots"),
            table(["CNode", "#slot", "object", "type", "rights", "badge or guard"],
                slotRows(slots)),
            make("h2", null, "Address space"),
            table(["from", "#size", "perms", "cached", "what"], maps.map(m => [mono(m.vaddr),
                size(m.bytes), mono(m.perms), m.cached ? "yes" : "no",
                data.objects[m.frames].name]))));
    }
    open.addEventListener("click", () => {
        const all = [...panel.querySelectorAll("details")];
        const to = !all.every(d => d.open);
        all.forEach(d => { d.open = to; });
    });
}
const letters = {read: "R", write: "W", call: "C", notify: "N", reply: "A", grant: "G",
                 control: "T", schedule: "S", destroy: "D", supervise: "F", memory: "M"};
function matrixView(panel) {
    const choice = make("select", {id: "class", "aria-label": "Kind of authority"},
                        make("option", {value: ""}, "all kinds"));
    for (const kind of data.authority.classes) {
        choice.append(make("option", {value: kind}, kind));
    }
    const box = make("div");
    function build() {
        const kinds = data.authority.classes.filter(k => !choice.value || k === choice.value);
        const head = make("tr", null, make("th", {scope: "col"}, "who / over whom"));
        data.domains.forEach(d => head.append(make("th", {scope: "col", title: d.name},
                                                      short(d.name))));
        const body = make("tbody");
        for (const who of data.domains) {
            const row = make("tr", {"data-text": who.name.toLowerCase()},
                             make("th", {scope: "row", title: who.name}, short(who.name)));
            for (const whom of data.domains) {
                const cell = make("td", {class: who === whom ? "self" : null});
                const words = [];
                for (const kind of kinds) {
                    if (held("direct", kind, who.name).includes(whom.name)) {
                        cell.append(make("b", null, letters[kind]));
                        words.push(kind);
                    } else if (held("closed", kind, who.name).includes(whom.name)) {
                        cell.append(make("i", null, letters[kind].toLowerCase()));
                        words.push(kind + " if capabilities are passed on");
                    }
                }
                if (words.length) {
                    cell.title = `${who.name} over ${whom.name}: ${words.join(", ")}`;
                }
                row.append(cell);
            }
            body.append(row);
        }
        box.replaceChildren(make("table",
            {class: data.domains.length > 14 ? "matrix many" : "matrix"},
            make("thead", null, head), body));
        search();
    }
    choice.addEventListener("change", build);
    panel.append(make("fieldset", {class: "filters"}, make("label", null, "Show", choice),
        make("span", null, data.authority.classes.map(k => `${letters[k]} ${k}`).join(", ") +
             ". Capital: with what it starts with; small: if others pass on what they have.")),
        box);
    panel.append(make("h2", null, "Domains with the same rights"));
    if (data.authority.equivalent.length === 0) {
        panel.append(make("p", {class: "quiet"}, "None: every domain has rights of its own."));
    }
    for (const group of data.authority.equivalent) {
        const list = make("ul");
        for (const reason of group.because) {
            list.append(make("li", null, `with ${reason.with}: ` +
                             [...reason.there, ...reason.back].join("; ")));
        }
        panel.append(make("div", null, make("b", {class: "warn"}, group.domains.join(", ")),
                          list));
    }
    const beyond = data.domains.filter(d => d.outside_the_model);
    panel.append(make("h2", null, "Beyond the model"),
        make("p", {class: "quiet"}, "Devices that reach memory by themselves, firmware and " +
             "processor time are not part of the analysis. These domains hold such things:"));
    panel.append(beyond.length ? table(["domain", "holds"],
        beyond.map(d => [d.name, d.outside_the_model])) : make("p", null, "none"));
    return build;
}
function policyView(panel) {
    if (data.policies.length === 0) {
        panel.append(make("p", {class: "quiet"}, "The description states no policy."));
        return;
    }
    panel.append(table(["line", "statement", "verdict"], data.policies.map(p => {
        const verdict = make("div", null, make("span", {class: p.holds ? "holds" : "fails"},
            p.holds ? "✓ holds" : "✗ " + p.message));
        if (p.chain.length) {
            const list = make("ol");
            p.chain.forEach(step => list.append(make("li", null, step)));
            verdict.append(list);
        }
        return [p.line, mono(p.statement), verdict];
    })));
}

